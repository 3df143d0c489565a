private import Glibc

/// How a tensor's elements are stored, little-endian.
package enum StoredType: String, Sendable, CaseIterable {
    case float64 = "F64", float32 = "F32", float16 = "F16", bfloat16 = "BF16"
    case float8E4M3 = "F8_E4M3", float8E5M2 = "F8_E5M2"
    /// Read by families that store integer buffers; weights are never of this kind.
    case int64 = "I64"
    /// Of weights that heed has quantised, with a scale beside them.
    case int8 = "I8"

    package var byteCount: Int {
        switch self {
        case .float64, .int64: 8
        case .float32: 4
        case .float16, .bfloat16: 2
        case .float8E4M3, .float8E5M2, .int8: 1
        }
    }

    /// What weights may be stored as, for messages: "F32, F16, …".
    static let list = [float64, float32, float16, bfloat16, float8E4M3, float8E5M2].map(\.rawValue).joined(
        separator: ", ")
}

/// What a checkpoint's file says of one tensor.
struct CheckpointEntry: Sendable {
    /// safetensors' name of the element type, such as "F32".
    let type: String
    /// nil when the type is not supported.
    let tensor: StoredTensor?
}

/// A tensor inside a checkpoint's file: `shape.reduce(1, *)` elements of `type`, not necessarily aligned.
package struct StoredTensor: Sendable {
    package let name: String
    package let type: StoredType
    package let shape: [Int]
    package let file: FileBytes
    /// Of the first element in `file`.
    package let byteOffset: Int
    package let elementCount: Int
    /// How far neighbours along each dimension are apart, in elements; nil when the elements stand in row-major order.
    package let strides: [Int]?

    /// No model has tensors of more dimensions; it keeps work and messages short.
    static let rankLimit = 16

    /// - elementCount: the product of `shape`. All elements are inside `file`, which is the caller's to check.
    init(
        name: String, type: StoredType, shape: [Int], file: FileBytes, byteOffset: Int, elementCount: Int,
        strides: [Int]? = nil
    ) {
        self.name = name
        self.type = type
        self.shape = shape
        self.file = file
        self.byteOffset = byteOffset
        self.elementCount = elementCount
        self.strides = strides
    }

    private var byteCount: Int { elementCount * type.byteCount }

    /// The elements in row-major order: those of the file where they are mapped, or a copy when they stand otherwise there.
    /// - body: its pointer is valid during the call only.
    package func withBytes<Result>(_ body: (UnsafeRawBufferPointer) throws -> Result) rethrows -> Result {
        try file.withBytes { bytes in
            guard let strides else {
                return try body(UnsafeRawBufferPointer(rebasing: bytes[byteOffset..<byteOffset + byteCount]))
            }
            return try rowMajorCopy(of: UnsafeRawBufferPointer(rebasing: bytes[byteOffset...]), strides).withBytes(body)
        }
    }

    /// Where the elements can be read in row-major order: the file itself, or a copy when they stand otherwise there.
    package func rowMajor() throws(CheckpointError) -> (bytes: FileBytes, byteOffset: Int) {
        guard let strides else { return (file, byteOffset) }
        // From the first element to the last.
        let span = elementCount == 0 ? 0 : 1 + zip(shape, strides).reduce(0) { $0 + ($1.0 - 1) * $1.1 }
        var isRead = true
        let elements = FileBytes(byteCount: span * type.byteCount) { isRead = file.read(at: byteOffset, into: $0) }
        guard isRead else { throw .unreadableTensor(name: name) }
        return (elements.withBytes { rowMajorCopy(of: $0, strides) }, 0)
    }

    /// Whether both have the same elements in the same type, at the same place of a file perhaps.
    package func hasContent(of other: StoredTensor) throws(CheckpointError) -> Bool {
        guard type == other.type, shape == other.shape else { return false }
        if file === other.file && byteOffset == other.byteOffset && strides == other.strides { return true }
        let (bytes, start) = try rowMajor()
        let (otherBytes, otherStart) = try other.rowMajor()
        let pieceSize = 1 << 20
        var isEqual = true
        var isRead = true
        withUnsafeTemporaryAllocation(byteCount: 2 * pieceSize, alignment: 64) { space in
            for offset in stride(from: 0, to: byteCount, by: pieceSize) where isEqual && isRead {
                let count = min(pieceSize, byteCount - offset)
                let piece = UnsafeMutableRawBufferPointer(rebasing: space[..<count])
                let otherPiece = UnsafeMutableRawBufferPointer(rebasing: space[pieceSize..<pieceSize + count])
                isRead =
                    bytes.read(at: start + offset, into: piece)
                    && otherBytes.read(at: otherStart + offset, into: otherPiece)
                if let left = piece.baseAddress, let right = otherPiece.baseAddress {
                    isEqual = memcmp(left, right, count) == 0
                }
            }
        }
        guard isRead else { throw .unreadableTensor(name: name) }
        return isEqual
    }

    private func rowMajorCopy(of elements: UnsafeRawBufferPointer, _ strides: [Int]) -> FileBytes {
        FileBytes(byteCount: byteCount) { copy in
            switch type {
            case .float32: gather(UInt32.self, elements, strides, into: copy)
            case .float16, .bfloat16: gather(UInt16.self, elements, strides, into: copy)
            case .float64, .int64: gather(UInt64.self, elements, strides, into: copy)
            case .float8E4M3, .float8E5M2, .int8: gather(UInt8.self, elements, strides, into: copy)
            }
        }
    }

    /// Copies the elements in the order of the indices, the last one fastest.
    private func gather<Element: BitwiseCopyable>(
        _ type: Element.Type, _ source: UnsafeRawBufferPointer, _ strides: [Int],
        into destination: UnsafeMutableRawBufferPointer
    ) {
        let size = MemoryLayout<Element>.size
        guard elementCount > 0, let rowLength = shape.last, let step = strides.last else { return }
        var indices = [Int](repeating: 0, count: shape.count - 1)
        var rowStart = 0
        for row in 0..<elementCount / rowLength {
            for column in 0..<rowLength {
                destination.storeBytes(
                    of: source.loadUnaligned(fromByteOffset: (rowStart + column * step) * size, as: type),
                    toByteOffset: (row * rowLength + column) * size, as: type)
            }
            for dimension in indices.indices.reversed() {
                indices[dimension] += 1
                rowStart += strides[dimension]
                if indices[dimension] < shape[dimension] { break }
                rowStart -= strides[dimension] * shape[dimension]
                indices[dimension] = 0
            }
        }
    }
}

/// nil when it is more than an Int holds.
func product(of sizes: [Int]) -> Int? {
    var product = 1
    for size in sizes {
        let (partialValue, overflow) = product.multipliedReportingOverflow(by: size)
        if overflow { return nil }
        product = partialValue
    }
    return product
}
