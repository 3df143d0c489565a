internal import Checkpoints
internal import JSON

/// A `tokenizer.json`.
struct TokenizerFile {
    static let name = "tokenizer.json"

    private let root: Component

    /// - root: of the file.
    init(_ root: JSONValue) throws(TokenizerError) {
        guard root.members != nil else { throw .malformed(file: Self.name, reason: "it must be an object") }
        self.root = Component(json: root, path: "", file: Self.name)
        if let version = self.root.optional("version"), try version.string() != "1.0" {
            throw version.malformed("is \(version.json.summary), and only \"1.0\" is known")
        }
    }

    /// The tokenizer of a directory that has such a file.
    static func tokenizer(of directory: ModelDirectory) throws -> any Tokenizer {
        let document = try directory.requiredDocument(name)
        let file = try TokenizerFile(document.root)
        let settings = try TokenizerSettings(directory: directory, tokenizerFile: file.root)
        let modelSize = try ModelVocabularySizes(directory: directory).source
        let tokenizerClass = try TokenizerClass(directory: directory)
        // As the reference: files of Llama 3 and later name a class that is not theirs.
        let isMisnamed = tokenizerClass == .llama && file.hasByteLevel
        if tokenizerClass.hasPipeline, !isMisnamed,
            let tokenizer = try file.inputs(settings, modelSize).tokenizer(of: tokenizerClass)
        {
            return tokenizer
        }
        return try file.tokenizer(settings, modelSize: modelSize)
    }

    /// The pipeline as the file states it, and what the other files add.
    func tokenizer(_ settings: TokenizerSettings, modelSize: Int = 0) throws(TokenizerError) -> PipelineTokenizer {
        let normalizer = try root.optional("normalizer")?.normalizer()
        let preTokenizer = try root.optional("pre_tokenizer")?.preTokenizer()
        let postProcessor = try root.optional("post_processor")?.postProcessor()
        let decoder = try root.optional("decoder")?.decoder()
        let model = try root.required("model").model()
        var added = AddedVocabulary()
        var tokens: [AddedToken] = []
        for entry in try root.optional("added_tokens")?.elements() ?? [] { tokens.append(try entry.addedToken()) }
        let isAdded =
            added.add(tokens, model: model, normalizer: normalizer)
            && added.add(
                settings.tokensToAdd(to: added, [], extra: settings.extraTokens), model: model, normalizer: normalizer)
        guard isAdded else { throw root.malformed("has more added tokens than there can be") }
        return PipelineTokenizer(
            normalizer: normalizer, preTokenizer: preTokenizer, model: model, postProcessor: postProcessor ?? .none,
            decoder: decoder, addedTokens: added, options: try settings.options(model: model, modelSize: modelSize))
    }

    /// Whether the pre-tokenizer or the decoder is byte-level, or has a part that is.
    private var hasByteLevel: Bool {
        ["pre_tokenizer", "decoder"].contains { part in
            let component = root.json[part]
            let parts = (component?["pretokenizers"] ?? component?["decoders"])?.elements.map(Array.init) ?? []
            return ([component].compactMap(\.self) + parts).contains { $0["type"]?.string == "ByteLevel" }
        }
    }

    /// What a class takes from the file; the rest of it is not looked at.
    private func inputs(_ settings: TokenizerSettings, _ modelSize: Int) throws(TokenizerError) -> ClassInputs {
        ClassInputs(
            pieces: try root.required("model").pieces(), charsmap: try root.optional("normalizer")?.characterMap(),
            postProcessor: try root.optional("post_processor")?.postProcessor(), settings: settings, file: Self.name,
            modelSize: modelSize)
    }
}
