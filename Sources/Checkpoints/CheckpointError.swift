/// Why a model's files cannot be used. Every message names the file, and the tensor where there is one.
package enum CheckpointError: Error, Equatable {
    case notADirectory(path: String)
    case missingFile(name: String, directory: String)
    case unreadable(path: String, reason: String)
    /// The file breaks its format: truncated, lying lengths, overlapping tensors, overflowing shapes.
    case malformed(file: String, reason: String)
    case missingTensor(name: String)
    case wrongShape(name: String, expected: [Int], found: [Int])
    case unsupportedType(name: String, type: String)
}

extension CheckpointError: CustomStringConvertible {
    package var description: String { fatalError("interface") }
}
