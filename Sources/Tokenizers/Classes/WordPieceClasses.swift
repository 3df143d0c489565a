/// Relatives of BERT's tokenizer: Funnel, Splinter.
extension ClassInputs {
    /// The first token has a type of its own.
    func funnelTokenizer() throws(TokenizerError) -> PipelineTokenizer {
        let defaults: [TokenizerSettings.Default] = [
            .init("bos_token", "<s>"), .init("eos_token", "</s>"), .init("unk_token", "<unk>"),
            .init("sep_token", "<sep>"), .init("pad_token", "<pad>"), .init("cls_token", "<cls>"),
            .init("mask_token", "<mask>"),
        ]
        let parts = try bertParts(
            defaults, cleansText: try settings.flag("clean_text", default: true),
            decodedPrefix: try settings.option("wordpieces_prefix")?.string() ?? "##")
        return try tokenizer(parts) { token throws(TokenizerError) in
            guard var start = token("cls_token") else { throw missing("cls_token") }
            guard let end = token("sep_token") else { throw missing("sep_token") }
            start.type = 2
            return PostProcessor(prefix: [start], suffix: [end], textType: 0)
        }
    }

    /// A token for questions is added where the vocabulary lacks it.
    func splinterTokenizer() throws(TokenizerError) -> PipelineTokenizer {
        let parts = try bertParts(Self.bertDefaults + [.init("question_token", "[QUESTION]")])
        return try tokenizer(parts) { token throws(TokenizerError) in
            guard let start = token("cls_token") else { throw missing("cls_token") }
            guard let end = token("sep_token") else { throw missing("sep_token") }
            return PostProcessor(prefix: [start], suffix: [end], textType: 0)
        }
    }
}
