/// The vocabularies that tokenizer classes make of a SentencePiece model: transformers' `convert_from_spm`.
extension SentencePieceFile {
    func pieces(of tokenizerClass: TokenizerClass, _ settings: TokenizerSettings) throws(TokenizerError)
        -> ClassInputs.Pieces
    {
        func literal(_ role: String, _ usual: String) -> String { settings.literal(of: role) ?? usual }
        func start() -> [String] {
            [
                literal("bos_token", "<s>"), literal("pad_token", "<pad>"), literal("eos_token", "</s>"),
                literal("unk_token", "<unk>"),
            ]
        }
        switch tokenizerClass {
        case .nllb: return .merges(vocabulary(beginningWith: start()), merges)
        case .llama: return .merges(vocabulary, merges)
        case .xlmRoberta: return .scores(scores(start(), replacing: 3, and: [literal("mask_token", "<mask>")]))
        case .camembert: return .scores(camembertScores(settings))
        case .mBart:
            return .scores(
                scores(start(), replacing: 3, and: LanguageCodes.mBart + [literal("mask_token", "<mask>")]))
        case .t5:
            let extraCount = try settings.option("extra_ids")?.count(in: 0...1 << 16) ?? 100
            return .scores(scores([], replacing: 0, and: (0..<extraCount).reversed().map { "<extra_id_\($0)>" }))
        case .pegasus: return .scores(try pegasusScores(settings))
        default: return .scores(scores)
        }
    }

    /// The model's pieces with others in place of its first ones, and after its last one. Those have the score 0.
    private func scores(
        _ first: [String], replacing replacedCount: Int, and last: [String]
    ) -> [(piece: String, score: Double)] {
        first.map { ($0, 0) } + scores.dropFirst(replacedCount) + last.map { ($0, 0) }
    }

    private func camembertScores(_ settings: TokenizerSettings) -> [(piece: String, score: Double)] {
        [
            ("<s>NOTUSED", 0), (settings.literal(of: "pad_token") ?? "<pad>", 0), ("</s>NOTUSED", 0),
            (settings.literal(of: "unk_token") ?? "<unk>", 0), ("<unk>NOTUSED", -100),
        ] + scores.dropFirst() + [(settings.literal(of: "mask_token") ?? "<mask>", 0)]
    }

    /// The masks come before the unknown tokens of pre-training and the pieces.
    private func pegasusScores(_ settings: TokenizerSettings) throws(TokenizerError) -> [(piece: String, score: Double)]
    {
        let mask = settings.literal(of: "mask_token") ?? "<mask_1>"
        let sentenceMask = try settings.option("mask_token_sent")?.string() ?? "<mask_2>"
        let offset = try settings.option("offset")?.count(in: 0...1 << 16) ?? 103
        let masks = mask.utf8.elementsEqual(sentenceMask.utf8) ? [mask] : [mask, sentenceMask]
        let first = [settings.literal(of: "pad_token") ?? "<pad>", settings.literal(of: "eos_token") ?? "</s>"] + masks
        return first.map { ($0, 0) } + (2..<max(offset, 2)).map { ("<unk_\($0)>", -100) } + scores.dropFirst(2)
    }
}
