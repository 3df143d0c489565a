/// `LlamaTokenizer`: SentencePiece's BPE, with bytes for what it lacks.
extension ClassInputs {
    func llamaTokenizer() throws(TokenizerError) -> PipelineTokenizer {
        guard case .merges(let vocabulary, let merges) = pieces else { throw mismatch("a BPE vocabulary with merges") }
        let addsPrefixSpace = try settings.flag("add_prefix_space", default: true)
        let isLegacy = try settings.flag("legacy", default: false)
        var decoders: [any PieceDecoder] = [
            ReplaceDecoder(pattern: .literal(spaceMarkBytes), content: [0x20]), ByteFallbackDecoder(), FuseDecoder(),
        ]
        if addsPrefixSpace { decoders.append(StripDecoder(content: [0x20], startCount: 1, endCount: 0)) }
        let parts = Parts(
            preTokenizer: Metaspace(
                mark: spaceMarkBytes, prependScheme: addsPrefixSpace ? (isLegacy ? .always : .first) : .never,
                splits: false),
            model: try BPE(
                vocabulary: vocabulary, merges: merges,
                options: BPE.Options(fusesUnknown: true, fallsBackToBytes: true), file: file),
            decoder: DecoderSequence(decoders: decoders),
            defaults: [.init("bos_token", "<s>"), .init("eos_token", "</s>"), .init("unk_token", "<unk>")],
            extraTokens: modelTokens)
        return try tokenizer(parts) { token throws(TokenizerError) in try statedSurroundings(token) }
    }
}
