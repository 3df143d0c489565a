import Checkpoints
import Decoding
import Tokenizers
import Transformer

/// A model under the name that clients use, with what a request needs of it.
struct ServedModel: Sendable {
    let name: String
    let model: Model
    /// nil: token ids only.
    let tokenizer: (any Tokenizer)?
    /// Why there is no tokenizer, for whoever sends text; nil when there is one.
    let tokenizerAbsence: String?
    /// The model's own decoding options, which requests override.
    let decodingDefaults: DecodingOptions
    /// Longest input, in tokens.
    let maxInputTokens: Int

    /// Reads weights and tokenizer: takes a while for a large model.
    /// - maxInputTokens: the configured limit; the model's positions are another.
    init(name: String, directory: ModelDirectory, maxInputTokens limit: Int) throws(StartupError) {
        self.name = name
        do {
            model = try Model(directory: directory)
            tokenizer = try TokenizerLoader.load(from: directory)
            decodingDefaults = try DecodingOptions(
                generationConfig: model.generationConfiguration?.root, modelConfig: model.configuration.root)
        } catch {
            throw .model(name: name, directory: directory.label, reason: "\(error)")
        }
        tokenizerAbsence = TokenizerLoader.absenceReason(in: directory)
        maxInputTokens = min(limit, model.description.encoder.maxPositions ?? limit)
    }

    var description: ModelDescription { model.description }

    /// What a person who serves the model should know of it. For the log.
    var notices: [String] {
        let withoutEffect = DecodingOptions.settingsWithoutEffect(
            generationConfig: model.generationConfiguration?.root, modelConfig: model.configuration.root)
        return model.notices + (tokenizerAbsence.map { [$0] } ?? [])
            + withoutEffect.map { "its decoding setting \"\($0)\" has no effect here; transformers' generate heeds it" }
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

    func requireDecoder() throws(ServiceError) -> ModelDescription.Stack {
        guard let decoder = description.decoder else { throw .noDecoder(model: name) }
        return decoder
    }
}
