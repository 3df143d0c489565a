package import Checkpoints
package import Decoding
import JSON
package import Tensors
package import Tokenizers
package import Transformer

/// A model under the name that clients use, with what a task needs of it.
package struct ServedModel: Sendable {
    package let name: String
    package let model: Model
    /// nil: token ids only.
    package var tokenizer: (any Tokenizer)?
    /// Why there is no tokenizer, for whoever sends text; nil when there is one.
    private let tokenizerAbsence: String?
    /// The model's own decoding options, which tasks override.
    package var decodingDefaults: DecodingOptions
    private let decodingNotices: [String]
    /// Ids that its configuration names as beginnings, ends and padding.
    private let controlTokens: Set<Int32>
    /// What is encoded to where a task does not say.
    package let embeddingDefaults: EmbeddingOptions
    /// Longest input, in tokens.
    package let maxInputTokens: Int
    /// nil when it is not a sentence-transformers directory.
    package let modules: SentenceModules?
    let statedLanguages: StatedLanguages
    /// What whoever serves it says that it translates; nil: nothing.
    let chosenLanguages: [ModelSettings.Direction]?

    /// Reads weights and tokenizer: takes a while for a large model.
    /// - settings: of whoever serves it, over those of its directory
    /// - maxInputTokens: the configured limit; the model's positions and a sentence-transformers setting are others.
    /// - weightType: how the weights are to be held; nil: as they are stored.
    /// - Throws: what is wrong with the directory's files, as their readers say it
    package init(
        name: String, directory: ModelDirectory, settings: ModelSettings = ModelSettings(), maxInputTokens limit: Int,
        as weightType: WeightType? = nil
    ) throws {
        self.name = name
        let settings = settings.over(try ModelSettings(directory: directory))
        let modules = try SentenceModules(directory: directory)
        let inner = modules?.transformer.directory ?? directory
        model = try Model(try ModelFiles(directory: inner), as: weightType)
        try modules?.check(model.description)
        tokenizer = try TokenizerLoader.load(from: inner, lowercasing: modules?.transformer.lowercasesTexts ?? false)
        var decoding: DecodingDefaults?
        if let decoder = model.description.decoder {
            decoding = try DecodingDefaults(model.files.generation?.root, model.files.configuration.root, decoder)
        }
        decodingDefaults = decoding?.options ?? DecodingOptions()
        decodingNotices = decoding?.notices ?? []
        controlTokens = Self.controlTokens(model.files.configuration.root, decodingDefaults)
        self.modules = modules
        tokenizerAbsence = TokenizerLoader.absenceReason(in: inner)
        embeddingDefaults = try EmbeddingOptions(modules, settings)
        statedLanguages = try StatedLanguages(directory: inner)
        chosenLanguages = settings.languages
        maxInputTokens = [model.description.encoder.maxPositions, modules?.transformer.maxTokens].compactMap(\.self)
            .reduce(limit, min)
    }

    package var description: ModelDescription { model.description }

    /// Numbers of an embedding; nil without a pooling.
    package var embeddingSize: Int? {
        embeddingDefaults.pooling == .none ? nil : embeddingDefaults.size(hiddenSize: description.hiddenSize)
    }

    /// Numbers of all its weights.
    package var parameters: Int { description.parameters + (modules?.parameters ?? 0) }
    /// Bytes of all its weights as they are held.
    package var weightBytes: Int { model.weightBytes + (modules?.parameters ?? 0) * MemoryLayout<Float>.stride }

    /// What a person who serves the model should know of it. For the log.
    package var notices: [String] {
        model.notices + (modules?.notices ?? []) + (tokenizerAbsence.map { [$0] } ?? []) + decodingNotices
            + (tokenizer.map(description.notices) ?? [])
    }

    /// Positions for the decoder's inputs: the start token and all but the last token of the output; nil: no limit.
    package var maxTargetTokens: Int? { description.decoder?.maxPositions }

    /// The token that fills up sequences beside longer ones; nil: its configuration names none.
    package var paddingID: Int32? {
        decodingDefaults.padToken
            ?? model.files.configuration.root["pad_token_id"]?.integer.flatMap(Int32.init(exactly:))
    }

    /// - part: of the task that holds text, for the problem.
    func requireTokenizer(for part: Place.Part) throws(Problem) -> any Tokenizer {
        guard let tokenizer else {
            throw Problem(
                .noTokenizer, Place(part), "Model \"\(name)\": \(tokenizerAbsence ?? "there is no tokenizer").")
        }
        return tokenizer
    }

    func requireDecoder() throws(Problem) -> ModelDescription.Stack {
        guard let decoder = description.decoder else {
            throw Problem(
                .noDecoder, Place(.model), "The model \"\(name)\" has an encoder only; it cannot decode.")
        }
        return decoder
    }
}

/// Tokens that stand for no text.
extension ServedModel {
    private static func controlTokens(_ configuration: JSONValue, _ options: DecodingOptions) -> Set<Int32> {
        let named = ["bos_token_id", "eos_token_id", "pad_token_id", "decoder_start_token_id"].compactMap {
            configuration[$0]?.integer.flatMap(Int32.init(exactly:))
        }
        return Set(named + options.eosTokens + [options.decoderStartToken] + (options.padToken.map { [$0] } ?? []))
    }

    /// Without a tokenizer, what the configuration names as such.
    func isSpecial(_ labels: [TokenLabel]) -> [Bool] {
        labels.map { $0.isSpecial || (tokenizer == nil && controlTokens.contains($0.id)) }
    }
}

/// What texts may be.
extension ServedModel {
    /// The tokens of a client's text.
    /// - place: where the text stands, for the problem.
    func tokens(
        of text: String, side: TextSide, languages: LanguagePair = LanguagePair(), addingSpecialTokens: Bool,
        at place: Place, budget: TextBudget
    ) async throws(Problem) -> [Token] {
        let tokenizer = try requireTokenizer(for: place.part)
        try checkLength(of: text, limit: maxTextBytes, at: place)
        try await budget.pause()
        let tokens = tokenizer.encode(
            text, side: side, languages: languages, addingSpecialTokens: addingSpecialTokens)
        let stack = side == .source ? description.encoder : try requireDecoder()
        if let token = tokens.first(where: { Int($0.id) >= stack.vocabularySize }) {
            throw .invalid(
                place,
                "\(place) has the token \"\(token.text.prefix(64))\", to which the tokenizer gives the id \(token.id); the "
                    + "model's own vocabulary ends at \(stack.vocabularySize - 1).")
        }
        return tokens
    }

    /// Bytes of a text to encode or decode: far above what the model's tokens could hold, so that only texts are refused that would
    /// cost much time to be found too long, or of which nearly all would be cut off.
    package var maxTextBytes: Int { min(max(4096, 256 * maxInputTokens), Self.maxTokenizedBytes) }

    /// Bytes of a text that is only cut into tokens.
    package static let maxTokenizedBytes = 1 << 20

    func checkLength(of text: String, limit: Int, at place: Place) throws(Problem) {
        let count = text.utf8.count
        guard count <= limit else {
            throw Problem(
                .textTooLong, place, "\(place) has \(count) bytes of text; the limit is \(limit). Send it in parts.")
        }
    }
}
