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
        } catch {
            throw .model(name: name, directory: directory.label, reason: "\(error)")
        }
        do {
            tokenizer = try TokenizerLoader.load(from: directory)
            tokenizerAbsence = TokenizerLoader.absenceReason(in: directory)
        } catch {
            throw .model(name: name, directory: directory.label, reason: "\(error)")
        }
        do {
            decodingDefaults = try DecodingOptions(
                generationConfig: model.generationConfiguration?.root, modelConfig: model.configuration.root)
        } catch {
            throw .model(name: name, directory: directory.label, reason: error.explanation)
        }
        maxInputTokens = min(limit, model.description.encoder.maxPositions ?? limit)
    }

    var description: ModelDescription { model.description }

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

extension DecodingError {
    fileprivate var explanation: String {
        switch self {
        case .invalid(let field, let message): "decoding option \(field): \(message)"
        }
    }
}
