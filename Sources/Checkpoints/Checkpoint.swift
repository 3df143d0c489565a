/// How a tensor's elements are stored, little-endian.
package enum StoredType: String, Sendable {
    case float32 = "F32", float16 = "F16", bfloat16 = "BF16"
    /// Read by families that store integer buffers; weights are never of this kind.
    case int64 = "I64"
    package var byteCount: Int {
        switch self {
        case .float32: 4
        case .float16, .bfloat16: 2
        case .int64: 8
        }
    }
}

/// A tensor inside a checkpoint's file: `shape.reduce(1, *)` elements of `type`, row-major, contiguous, not necessarily aligned.
package struct StoredTensor: Sendable {
    package let name: String
    package let type: StoredType
    package let shape: [Int]
    package let file: FileBytes
    package let byteOffset: Int
    package var elementCount: Int { fatalError("interface") }
    package func withBytes<Result>(_ body: (UnsafeRawBufferPointer) throws -> Result) rethrows -> Result {
        fatalError("interface")
    }
}

/// The named tensors of a model, whatever files they came from. Names are those in the files.
package struct Checkpoint: Sendable {
    /// Opens the weights of a directory: `model.safetensors`, or the shards of `model.safetensors.index.json`.
    /// Every entry is validated: ranges inside the file, no overlaps, byte count = elements × size, no overflow.
    package init(directory: ModelDirectory) throws(CheckpointError) { fatalError("interface") }
    /// In name order.
    package var names: [String] { fatalError("interface") }
    package subscript(name: String) -> StoredTensor? { fatalError("interface") }
}
