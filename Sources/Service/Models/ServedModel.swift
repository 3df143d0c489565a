import Checkpoints
import Decoding
import Tensors
import Tokenizers
import Transformer

/// A model under the name that clients use, with what a request needs of it.
struct ServedModel: Sendable {
    let name: String
    let model: Model
    /// nil: token ids only.
    var tokenizer: (any Tokenizer)?
    /// Why there is no tokenizer, for whoever sends text; nil when there is one.
    let tokenizerAbsence: String?
    /// The model's own decoding options, which requests override.
    var decodingDefaults: DecodingOptions
    private let decodingNotices: [String]
    /// What an encode request without options gets.
    let embeddingDefaults: EmbeddingOptions
    /// Longest input, in tokens.
    let maxInputTokens: Int
    /// nil when it is not a sentence-transformers directory.
    let modules: SentenceModules?

    /// Reads weights and tokenizer: takes a while for a large model.
    /// - maxInputTokens: the configured limit; the model's positions and a sentence-transformers setting are others.
    /// - weightType: how the weights are to be held; nil: as they are stored.
    init(name: String, directory: ModelDirectory, maxInputTokens limit: Int, as weightType: WeightType? = nil)
        throws(StartupError)
    {
        self.name = name
        let modules: SentenceModules?
        let inner: ModelDirectory
        do {
            modules = try SentenceModules(directory: directory)
            inner = modules?.transformer.directory ?? directory
            model = try Model(directory: inner, as: weightType)
            try modules?.check(model.description)
            tokenizer = try TokenizerLoader.load(
                from: inner, lowercasing: modules?.transformer.lowercasesTexts ?? false)
            var decoding: DecodingDefaults?
            if let decoder = model.description.decoder {
                decoding = try DecodingDefaults(
                    model.generationConfiguration?.root, model.configuration.root, decoder)
            }
            decodingDefaults = decoding?.options ?? DecodingOptions()
            decodingNotices = decoding?.notices ?? []
        } catch {
            throw .model(name: name, directory: directory.label, reason: "\(error)")
        }
        self.modules = modules
        tokenizerAbsence = TokenizerLoader.absenceReason(in: inner)
        embeddingDefaults = EmbeddingOptions(modules)
        maxInputTokens = [model.description.encoder.maxPositions, modules?.transformer.maxTokens].compactMap(\.self)
            .reduce(limit, min)
    }

    var description: ModelDescription { model.description }

    /// Numbers of all its weights.
    var parameters: Int { description.parameters + (modules?.parameters ?? 0) }
    /// Bytes of all its weights as they are held.
    var weightBytes: Int { model.weightBytes + (modules?.parameters ?? 0) * MemoryLayout<Float>.stride }

    /// What a person who serves the model should know of it. For the log.
    var notices: [String] {
        model.notices + (modules?.notices ?? []) + (tokenizerAbsence.map { [$0] } ?? []) + decodingNotices
            + (tokenizer.map(description.notices) ?? [])
    }

    /// Positions for the decoder's inputs: the start token and all but the last token of the output; nil: no limit.
    var maxTargetTokens: Int? { description.decoder?.maxPositions }

    /// - param: the field that holds text, for the error.
    func requireTokenizer(for param: String) throws(ServiceError) -> any Tokenizer {
        guard let tokenizer else {
            throw .noTokenizer(param: param, model: name, reason: tokenizerAbsence ?? "there is no tokenizer")
        }
        return tokenizer
    }

    /// The tokens of a client's text.
    /// - field, path: the field that holds it, and where in it, for the error.
    func tokens(
        of text: String, side: TextSide, languages: LanguagePair = LanguagePair(), addingSpecialTokens: Bool,
        field: String, path: String, budget: TextBudget
    ) async throws(ServiceError) -> [Token] {
        let tokenizer = try requireTokenizer(for: field)
        try checkLength(of: text, limit: maxTextBytes, path: path)
        try await budget.pause()
        let tokens = tokenizer.encode(
            text, side: side, languages: languages, addingSpecialTokens: addingSpecialTokens)
        let stack = side == .source ? description.encoder : try requireDecoder()
        if let token = tokens.first(where: { Int($0.id) >= stack.vocabularySize }) {
            throw .invalid(
                param: path,
                "\(path) has the token \"\(token.text.prefix(64))\", to which the tokenizer gives the id \(token.id); the "
                    + "model's own vocabulary ends at \(stack.vocabularySize - 1).")
        }
        return tokens
    }

    /// Bytes of a text to encode or decode: far above what the model's tokens could hold, so that only texts are refused that would
    /// cost much time to be found too long, or of which nearly all would be cut off.
    var maxTextBytes: Int { min(max(4096, 256 * maxInputTokens), Self.maxTokenizedBytes) }

    /// Bytes of a text that is only cut into tokens.
    static let maxTokenizedBytes = 1 << 20

    func checkLength(of text: String, limit: Int, path: String) throws(ServiceError) {
        let count = text.utf8.count
        guard count <= limit else { throw .textTooLong(param: path, bytes: count, limit: limit) }
    }

    func requireDecoder() throws(ServiceError) -> ModelDescription.Stack {
        guard let decoder = description.decoder else { throw .noDecoder(model: name) }
        return decoder
    }
}
