/// `HerbertTokenizer`: BERT's words, cut by BPE that marks their ends.
extension ClassInputs {
    func herbertTokenizer() throws(TokenizerError) -> PipelineTokenizer {
        guard case .merges(let vocabulary, let merges) = pieces else { throw mismatch("a BPE vocabulary with merges") }
        let defaults: [TokenizerSettings.Default] = [
            .init("unk_token", "<unk>"), .init("sep_token", "</s>"), .init("pad_token", "<pad>"),
            .init("cls_token", "<s>"), .init("mask_token", "<mask>"),
        ]
        let endOfWord = "</w>"
        let options = BPE.Options(
            unknownToken: settings.literal(of: "unk_token", defaults) ?? "<unk>", endOfWordSuffix: endOfWord)
        let parts = Parts(
            normalizer: BertNormalizer(
                cleansText: true, separatesIdeographs: true, stripsAccents: false, lowercases: false),
            preTokenizer: BertPreTokenizer(),
            model: try BPE(vocabulary: vocabulary, merges: merges, options: options, file: file),
            decoder: SuffixDecoder(suffix: Array(endOfWord.utf8)), defaults: defaults)
        return try tokenizer(parts) { _ in
            // As the reference, whatever ids the two tokens have.
            PostProcessor(
                prefix: [.init(id: 0, text: settings.literal(of: "cls_token", defaults) ?? "<s>")],
                suffix: [.init(id: 2, text: settings.literal(of: "sep_token", defaults) ?? "</s>")])
        }
    }
}
