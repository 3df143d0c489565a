/// `BertTokenizer`, DistilBERT and ELECTRA: WordPiece.
extension ClassInputs {
    func bertTokenizer() throws(TokenizerError) -> PipelineTokenizer {
        let defaults: [TokenizerSettings.Default] = [
            .init("unk_token", "[UNK]"), .init("sep_token", "[SEP]"), .init("pad_token", "[PAD]"),
            .init("cls_token", "[CLS]"), .init("mask_token", "[MASK]"),
        ]
        return try tokenizer(try bertParts(defaults)) { token throws(TokenizerError) in
            guard let start = token("cls_token") else { throw missing("cls_token") }
            guard let end = token("sep_token") else { throw missing("sep_token") }
            return PostProcessor(prefix: [start], suffix: [end])
        }
    }

    /// WordPiece as BERT and MPNet have it.
    func bertParts(_ defaults: [TokenizerSettings.Default]) throws(TokenizerError) -> Parts {
        guard case .ids(let vocabulary) = pieces else { throw mismatch("a WordPiece vocabulary") }
        return Parts(
            normalizer: BertNormalizer(
                cleansText: true, separatesIdeographs: try settings.flag("tokenize_chinese_chars", default: true),
                stripsAccents: try settings.option("strip_accents")?.flag(),
                lowercases: try settings.flag("do_lower_case", default: true)),
            preTokenizer: BertPreTokenizer(),
            model: try WordPiece(
                vocabulary: vocabulary, unknownToken: settings.literal(of: "unk_token", defaults) ?? "[UNK]", file: file
            ),
            decoder: WordPieceDecoder(prefix: Array("##".utf8), cleansUp: true), defaults: defaults)
    }
}
