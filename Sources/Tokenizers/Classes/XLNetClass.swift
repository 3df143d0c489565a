/// `XLNetTokenizer`: ALBERT's pipeline, with the special tokens behind the text.
extension ClassInputs {
    func xlnetTokenizer() throws(TokenizerError) -> PipelineTokenizer {
        // Accents go whatever keep_accents says, as in the reference.
        var normalizers: [any Normalizer] = Self.plainQuotes + [UnicodeForm.nfkd, StripAccents()]
        if try settings.flag("do_lower_case", default: false) { normalizers.append(Lowercase()) }
        if let charsmap { normalizers.append(charsmap) }
        let stated = try settings.option("unk_id")?.count(in: 0...Vocabulary.largestID)
        let parts = Parts(
            normalizer: NormalizerSequence(normalizers: normalizers), preTokenizer: Self.spacedWords(.always),
            model: try unigram(unknownID: modelUnknownID ?? stated ?? 0),
            decoder: MetaspaceDecoder(mark: spaceMarkBytes, dropsFirst: true),
            defaults: [
                .init("bos_token", "<s>"), .init("eos_token", "</s>"), .init("unk_token", "<unk>"),
                .init("sep_token", "<sep>"), .init("pad_token", "<pad>"), .init("cls_token", "<cls>"),
                .init("mask_token", "<mask>", stripsLeft: true, isSpecial: false),
            ], extraTokens: modelTokens ?? ["<eop>", "<eod>"].map { StatedToken(literal: $0) })
        return try tokenizer(parts) { token throws(TokenizerError) in
            guard let separator = token("sep_token") else { throw missing("sep_token") }
            guard var end = token("cls_token") else { throw missing("cls_token") }
            end.type = 2
            return PostProcessor(suffix: [separator, end], textType: 0)
        }
    }
}
