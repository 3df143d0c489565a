/// `BertTokenizer`, under many names: WordPiece.
extension ClassInputs {
    /// - lowercasing: nil for what the settings say.
    func bertTokenizer(lowercasing: Bool? = nil) throws(TokenizerError) -> PipelineTokenizer {
        try tokenizer(try bertParts(Self.bertDefaults, lowercasing: lowercasing)) { token throws(TokenizerError) in
            guard let start = token("cls_token") else { throw missing("cls_token") }
            guard let end = token("sep_token") else { throw missing("sep_token") }
            return PostProcessor(prefix: [start], suffix: [end])
        }
    }

    static let bertDefaults: [TokenizerSettings.Default] = [
        .init("unk_token", "[UNK]"), .init("sep_token", "[SEP]"), .init("pad_token", "[PAD]"),
        .init("cls_token", "[CLS]"), .init("mask_token", "[MASK]"),
    ]

    /// WordPiece as BERT and its relatives have it.
    ///
    /// - lowercasing: nil for what the settings say.
    /// - decodedPrefix: what the decoder takes for the mark of a piece that goes on with a word.
    func bertParts(
        _ defaults: [TokenizerSettings.Default], lowercasing: Bool? = nil, cleansText: Bool = true,
        decodedPrefix: String = "##"
    ) throws(TokenizerError) -> Parts {
        guard case .ids(let vocabulary) = pieces else { throw mismatch("a WordPiece vocabulary") }
        let stated = try settings.flag("do_lower_case", default: true)
        return Parts(
            normalizer: BertNormalizer(
                cleansText: cleansText, separatesIdeographs: try settings.flag("tokenize_chinese_chars", default: true),
                stripsAccents: try settings.option("strip_accents")?.flag(),
                lowercases: lowercasing ?? stated),
            preTokenizer: BertPreTokenizer(),
            model: try WordPiece(
                vocabulary: vocabulary, unknownToken: settings.literal(of: "unk_token", defaults) ?? "[UNK]", file: file
            ),
            decoder: WordPieceDecoder(prefix: Array(decodedPrefix.utf8), cleansUp: true), defaults: defaults)
    }
}
