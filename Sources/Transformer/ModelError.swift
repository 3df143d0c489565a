package import Checkpoints

/// Why a model directory is refused. Every message names the file, key or tensor.
package enum ModelError: Error, Equatable {
    case checkpoint(CheckpointError)
    /// A key of `config.json` is missing, of the wrong type, or has a value that cannot be served.
    case configuration(key: String, message: String)
    /// `model_type` of no family that is served.
    case unsupportedFamily(modelType: String, served: [String])
}

extension ModelError: CustomStringConvertible {
    package var description: String {
        switch self {
        case .checkpoint(let error): error.description
        case .configuration(let key, let message): "config.json: \"\(key)\" \(message)"
        case .unsupportedFamily(let modelType, let served):
            "config.json: model_type \"\(modelType)\" is not served; served are \(served.joined(separator: ", "))"
        }
    }
}
