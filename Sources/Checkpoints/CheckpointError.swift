/// Why a model's files cannot be used. Every message names the file, and the tensor where there is one.
package enum CheckpointError: Error, Equatable {
    case notADirectory(path: String)
    case missingFile(name: String, directory: String)
    /// - found: weights that are there and not read, in words.
    case noWeights(expected: String, directory: String, found: [String])
    case unreadable(path: String, reason: String)
    /// The file breaks its format: truncated, lying lengths, overlapping tensors, overflowing shapes.
    case malformed(file: String, reason: String)
    case missingTensor(name: String)
    case wrongShape(name: String, expected: [Int], found: [Int])
    case unsupportedType(name: String, type: String)
    /// Infinities or NaN are among the numbers.
    case notFinite(name: String)
    /// The file was shortened, or can no longer be read, since it was opened.
    case unreadableTensor(name: String)
    /// A quantised tensor that is not one.
    case quantized(name: String, reason: String)
    case unwritable(path: String, reason: String)
}

extension CheckpointError: CustomStringConvertible {
    package var description: String {
        switch self {
        case .notADirectory(let path):
            "\(path) is not a directory; name a Hugging Face model directory (config.json, model.safetensors, …)"
        case .missingFile(let name, let directory):
            "\(directory) has no file \(name)"
        case .noWeights(let expected, let directory, let found):
            "\(directory) has no file \(expected)"
                + (found.isEmpty ? "" : "; it has \(found.joined(separator: "; "))")
        case .unreadable(let path, let reason):
            "cannot read \(path): \(reason)"
        case .malformed(let file, let reason):
            "\(file) is damaged or not in its format: \(reason)"
        case .missingTensor(let name):
            "the weights have no tensor \(name)"
        case .wrongShape(let name, let expected, let found):
            "tensor \(name) has the shape \(found), but the model's configuration asks for \(expected)"
        case .unsupportedType(let name, let type):
            "tensor \(name) is stored as \(type); supported are \(StoredType.list)"
        case .notFinite(let name):
            "tensor \(name) has infinities or NaN among its numbers; the file is damaged, or the model was never sound"
        case .unreadableTensor(let name):
            "tensor \(name) cannot be read: its file was changed while it was being loaded, or cannot be read any more"
        case .quantized(let name, let reason):
            "tensor \(name) is not as heed quantize writes it: \(reason)"
        case .unwritable(let path, let reason):
            "cannot write \(path): \(reason)"
        }
    }
}
