/// `GPT2Tokenizer`: byte-level BPE without special tokens around a text, unless the settings ask for them.
extension ClassInputs {
    func gpt2Tokenizer() throws(TokenizerError) -> PipelineTokenizer {
        guard case .merges(let vocabulary, let merges) = pieces else { throw mismatch("a BPE vocabulary with merges") }
        let end = "<|endoftext|>"
        let parts = Parts(
            preTokenizer: ByteLevel(
                addsPrefixSpace: try settings.flag("add_prefix_space", default: false), splits: true),
            model: try BPE(vocabulary: vocabulary, merges: merges, options: BPE.Options(), file: file),
            decoder: ByteLevelDecoder(),
            defaults: [.init("bos_token", end), .init("eos_token", end), .init("unk_token", end)])
        return try tokenizer(parts) { token throws(TokenizerError) in try statedSurroundings(token) }
    }

    /// What `add_bos_token` and `add_eos_token` put around a text; where neither is stated, what a `tokenizer.json` does.
    func statedSurroundings(
        _ token: (String) -> PostProcessor.SpecialToken?
    ) throws(TokenizerError) -> PostProcessor {
        let isStated = settings.states("add_bos_token") || settings.states("add_eos_token")
        if let postProcessor, !isStated { return postProcessor }
        var (prefix, suffix): ([PostProcessor.SpecialToken], [PostProcessor.SpecialToken]) = ([], [])
        if try settings.flag("add_bos_token", default: false) {
            guard let start = token("bos_token") else { throw missing("bos_token") }
            prefix = [start]
        }
        if try settings.flag("add_eos_token", default: false) {
            guard let end = token("eos_token") else { throw missing("eos_token") }
            suffix = [end]
        }
        return PostProcessor(prefix: prefix, suffix: suffix, textType: 0)
    }
}
