package import Checkpoints

/// Why a model directory is refused. Every message names the file, key or tensor.
package enum ModelError: Error, Equatable {
    case checkpoint(CheckpointError)
    /// A key of `config.json` is missing, of the wrong type, or has a value that cannot be served.
    case configuration(key: String, message: String)
    /// What sentence-transformers would compute behind the model cannot be served.
    case sentenceTransformers(file: String, message: String)
    case tooWideForInt8(inputs: Int, limit: Int)
    /// `model_type` of no family that is served.
    case unsupportedFamily(modelType: String, served: [String])
}

extension ModelError: CustomStringConvertible {
    package var description: String {
        switch self {
        case .checkpoint(let error): error.description
        case .configuration(let key, let message): "config.json: \"\(key)\" \(message)"
        case .sentenceTransformers(let file, let message):
            "\(file): \(message) (a directory without modules.json is served for the hidden states of the model in its root)"
        case .tooWideForInt8(let inputs, let limit):
            "a layer has \(inputs) inputs, and int8 sums hold \(limit) products; use float32 or bfloat16"
        case .unsupportedFamily(let modelType, let served):
            "config.json: model_type \"\(modelType)\" is not served; served are \(served.joined(separator: ", "))"
        }
    }
}
