package import Checkpoints
package import JSON

/// Why a model directory is refused.
package enum ModelError: Error, Equatable {
    case checkpoint(CheckpointError)
    /// A key of `config.json` is missing, of the wrong type, or out of range.
    case configuration(key: String, message: String)
    /// `model_type` or `architectures` that no family of ours serves.
    case unsupportedFamily(String)
    case malformedJSON(file: String, message: String)
}

/// A transformer with its weights: immutable, shared by all requests.
package final class Model: Sendable {
    package let description: ModelDescription
    /// `config.json` and `generation_config.json` as read.
    package let configuration: JSONDocument
    package let generationConfiguration: JSONDocument?
    /// What was noticed while loading that a person should know (a setting that has no effect, say). For the log.
    package let notices: [String]

    /// Finds the family in `config.json`, reads and packs the weights.
    package init(directory: ModelDirectory) throws(ModelError) { fatalError("interface") }
}
