/// `CamembertTokenizer`: XLM-RoBERTa's pipeline with the special tokens of fairseq's vocabulary before it.
extension ClassInputs {
    func camembertTokenizer() throws(TokenizerError) -> PipelineTokenizer {
        let addsPrefixSpace = try settings.flag("add_prefix_space", default: true)
        let defaults: [TokenizerSettings.Default] = [
            .init("bos_token", "<s>"), .init("eos_token", "</s>"), .init("sep_token", "</s>"),
            .init("cls_token", "<s>"), .init("unk_token", "<unk>"), .init("pad_token", "<pad>"),
            .init("mask_token", "<mask>", stripsLeft: true),
        ]
        let unknown = settings.literal(of: "unk_token", defaults) ?? "<unk>"
        let unknownID = try scores().firstIndex { $0.piece.utf8.elementsEqual(unknown.utf8) } ?? 0
        let parts = Parts(
            normalizer: charsmap, preTokenizer: Self.spacedWords(addsPrefixSpace ? .always : .never),
            model: try unigram(unknownID: unknownID),
            decoder: MetaspaceDecoder(mark: spaceMarkBytes, dropsFirst: addsPrefixSpace), defaults: defaults,
            extraTokens: modelTokens
                ?? ["<s>NOTUSED", "</s>NOTUSED", "<unk>NOTUSED"].map { StatedToken(literal: $0) })
        return try tokenizer(parts) { token throws(TokenizerError) in
            guard let start = token("bos_token") else { throw missing("bos_token") }
            guard let end = token("eos_token") else { throw missing("eos_token") }
            return PostProcessor(prefix: [start], suffix: [end])
        }
    }
}
