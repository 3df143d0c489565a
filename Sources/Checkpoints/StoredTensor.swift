/// How a tensor's elements are stored, little-endian.
package enum StoredType: String, Sendable, CaseIterable {
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

    /// For messages: "F32, F16, …".
    static var list: String { allCases.map(\.rawValue).joined(separator: ", ") }
}

/// A tensor inside a checkpoint's file: `shape.reduce(1, *)` elements of `type`, row-major, contiguous, not necessarily aligned.
package struct StoredTensor: Sendable {
    package let name: String
    package let type: StoredType
    package let shape: [Int]
    package let file: FileBytes
    package let byteOffset: Int
    /// Checked on reading: `elementCount * type.byteCount` bytes from `byteOffset` are inside `file`.
    package let elementCount: Int

    /// - body: its pointer is valid during the call only.
    package func withBytes<Result>(_ body: (UnsafeRawBufferPointer) throws -> Result) rethrows -> Result {
        try file.withBytes { bytes in
            try body(
                UnsafeRawBufferPointer(rebasing: bytes[byteOffset..<byteOffset + elementCount * type.byteCount]))
        }
    }
}
