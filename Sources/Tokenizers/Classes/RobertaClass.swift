/// `RobertaTokenizer`, BART and LED: byte-level BPE.
extension ClassInputs {
    func robertaTokenizer() throws(TokenizerError) -> PipelineTokenizer {
        guard case .merges(let vocabulary, let merges) = pieces else { throw mismatch("a BPE vocabulary with merges") }
        let addsPrefixSpace = try settings.flag("add_prefix_space", default: false)
        let trimsOffsets = try settings.flag("trim_offsets", default: true)
        let parts = Parts(
            preTokenizer: ByteLevel(addsPrefixSpace: addsPrefixSpace, splits: true),
            model: try BPE(vocabulary: vocabulary, merges: merges, options: BPE.Options(), file: file),
            decoder: ByteLevelDecoder(),
            defaults: [
                .init("bos_token", "<s>"), .init("eos_token", "</s>"), .init("sep_token", "</s>"),
                .init("cls_token", "<s>"), .init("unk_token", "<unk>"), .init("pad_token", "<pad>"),
                .init("mask_token", "<mask>"),
            ])
        return try tokenizer(parts) { token throws(TokenizerError) in
            guard let start = token("cls_token") else { throw missing("cls_token") }
            guard let end = token("sep_token") else { throw missing("sep_token") }
            return PostProcessor(prefix: [start], suffix: [end], trimsRanges: trimsOffsets ? addsPrefixSpace : nil)
        }
    }
}
