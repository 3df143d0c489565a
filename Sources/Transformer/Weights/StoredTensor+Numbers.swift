internal import Checkpoints
internal import Tensors

extension StoredType {
    /// Whether weights can be of this type without more.
    var isOfWeights: Bool { elementType != nil }

    fileprivate var elementType: ElementType? {
        switch self {
        case .float64: .float64
        case .float32: .float32
        case .float16: .float16
        case .bfloat16: .bfloat16
        case .float8E4M3: .float8E4M3
        case .float8E5M2: .float8E5M2
        case .int64, .int8: nil
        }
    }
}

extension Checkpoint {
    /// A tensor that has this type and this shape.
    func tensor(_ name: String, _ type: StoredType, _ shape: [Int]) throws(CheckpointError) -> StoredTensor {
        let tensor = try tensor(name)
        guard tensor.type == type else {
            throw .quantized(name: name, reason: "it is stored as \(tensor.type.rawValue), not as \(type.rawValue)")
        }
        guard tensor.shape == shape else { throw .wrongShape(name: name, expected: shape, found: tensor.shape) }
        return tensor
    }
}

extension StoredTensor {
    /// The elements as kernels read them, under a shape of as many; of a type that weights can have.
    func numbers(_ shape: Shape) throws(CheckpointError) -> StoredNumbers {
        guard let type = type.elementType else { throw .unsupportedType(name: name, type: type.rawValue) }
        let (bytes, place) = try place()
        return StoredNumbers(shape, type, at: place, owner: bytes)
    }

    /// Where the elements are in row-major order, and what keeps them there.
    func place() throws(CheckpointError) -> (FileBytes, StoredNumbers.Place) {
        let (bytes, offset) = try rowMajor()
        switch bytes.location {
        case .file(let descriptor): return (bytes, .file(descriptor: descriptor, offset: offset))
        case .memory(let memory):
            // Without bytes there is no tensor but one of no elements, which is read from nowhere.
            guard let start = memory.baseAddress else { return (bytes, .file(descriptor: -1, offset: 0)) }
            return (bytes, .memory(start + offset))
        }
    }

    /// The scales of a quantised tensor's rows.
    func scales() throws(CheckpointError) -> Tensor {
        let numbers = try numbers(Shape(elementCount))
        let scales: Tensor
        do throws(StoredNumbersError) {
            scales = try Tensor(numbers)
        } catch {
            throw error.checkpointError(of: name)
        }
        guard scales.withNumbers({ $0.allSatisfy { $0 >= 0 } }) else {
            throw .quantized(name: name, reason: "a scale is negative")
        }
        return scales
    }
}

extension StoredNumbersError {
    func checkpointError(of tensor: String) -> CheckpointError {
        switch self {
        case .unreadable: .unreadableTensor(name: tensor)
        case .notFinite: .notFinite(name: tensor)
        case .outOfRange: .quantized(name: tensor, reason: "an integer is −128; they are of ±127")
        }
    }
}
