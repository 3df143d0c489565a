/// `MPNetTokenizer`: BERT's pipeline between RoBERTa's special tokens.
extension ClassInputs {
    func mpnetTokenizer() throws(TokenizerError) -> PipelineTokenizer {
        let defaults: [TokenizerSettings.Default] = [
            .init("bos_token", "<s>", isSpecial: false), .init("eos_token", "</s>", isSpecial: false),
            .init("sep_token", "</s>", isSpecial: false), .init("cls_token", "<s>", isSpecial: false),
            .init("unk_token", "[UNK]", isSpecial: false), .init("pad_token", "<pad>", isSpecial: false),
            .init("mask_token", "<mask>", stripsLeft: true, isSpecial: false),
        ]
        return try tokenizer(try bertParts(defaults)) { token throws(TokenizerError) in
            guard let start = token("cls_token") else { throw missing("cls_token") }
            guard let end = token("sep_token") else { throw missing("sep_token") }
            return PostProcessor(prefix: [start], suffix: [end], trimsRanges: false)
        }
    }
}
