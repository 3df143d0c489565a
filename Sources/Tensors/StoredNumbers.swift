internal import CKernels

/// How numbers are stored, little-endian.
package enum ElementType: Sendable {
    case float64, float32, float16, bfloat16, float8E4M3, float8E5M2

    fileprivate var kernel: heed_stored_type {
        switch self {
        case .float64: HEED_STORED_FLOAT64
        case .float32: HEED_STORED_FLOAT32
        case .float16: HEED_STORED_FLOAT16
        case .bfloat16: HEED_STORED_BFLOAT16
        case .float8E4M3: HEED_STORED_FLOAT8_E4M3
        case .float8E5M2: HEED_STORED_FLOAT8_E5M2
        }
    }
}

/// Numbers that are still where they are stored, row-major: what tensors, packed matrices and tables are read from.
package struct StoredNumbers: @unchecked Sendable {  // What they are read from is not written, and kept by the owner.
    package let shape: Shape
    private let type: heed_stored_type
    /// nil: hollow.
    private let place: Place?
    private let owner: AnyObject?
    /// Of integers: [rows], what each row is to be multiplied by.
    let scales: Tensor?

    package enum Place {
        /// Of any alignment.
        case memory(UnsafeRawPointer)
        /// An open file, and the bytes before the first number.
        case file(descriptor: Int32, offset: Int)
    }

    /// - owner: what keeps the place valid. All numbers are there; but a file may be shortened.
    package init(_ shape: Shape, _ type: ElementType, at place: Place, owner: AnyObject) {
        self.shape = shape
        self.type = type.kernel
        self.place = place
        self.owner = owner
        scales = nil
    }

    /// Integers of eight bits, [rows, size], which only matrices of int8 are made of.
    /// - scales: [rows], finite and not negative
    package init(integers shape: Shape, scales: Tensor, at place: Place, owner: AnyObject) {
        precondition(shape.rank == 2 && scales.shape == Shape(shape[0]), "scales of \(scales.shape.dimensions)")
        self.shape = shape
        type = HEED_STORED_INT8
        self.place = place
        self.owner = owner
        self.scales = scales
    }

    /// A shape without numbers; see `Tensor.init(hollow:)`.
    package init(hollow shape: Shape) {
        self.shape = shape
        type = HEED_STORED_FLOAT32
        place = nil
        owner = nil
        scales = nil
    }

    /// A tensor's numbers. It must not be written until they have been used.
    package init(_ tensor: Tensor) {
        shape = tensor.shape
        type = HEED_STORED_FLOAT32
        place = tensor.isHollow ? nil : .memory(UnsafeRawPointer(tensor.pointer))
        owner = tensor.owner
        scales = nil
    }

    package var isHollow: Bool { place == nil }

    /// What the kernels read from; valid during the call only. Not hollow.
    func withKernelForm<Result>(_ body: (inout heed_stored) -> Result) -> Result {
        var form = heed_stored(memory: nil, file: -1, offset: 0, type: type)
        switch place {
        case .memory(let pointer): form.memory = pointer
        case .file(let descriptor, let offset): (form.file, form.offset) = (descriptor, UInt64(offset))
        case nil: preconditionFailure("numbers of hollow \(shape.dimensions)")
        }
        return withExtendedLifetime(owner) { body(&form) }
    }
}

/// Why stored numbers cannot be used.
package enum StoredNumbersError: Error, Equatable {
    /// The file ends before them, or the system cannot read it.
    case unreadable
    /// Infinities or NaN are among them.
    case notFinite
    /// −128 is among integers, which are of ±127.
    case outOfRange

    init?(_ problem: heed_stored_problem) {
        switch problem {
        case HEED_STORED_UNREADABLE: self = .unreadable
        case HEED_STORED_NOT_FINITE: self = .notFinite
        case HEED_STORED_OUT_OF_RANGE: self = .outOfRange
        default: return nil
        }
    }
}
