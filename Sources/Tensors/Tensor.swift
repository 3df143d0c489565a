private import CKernels

/// Row-major float32 numbers on aligned, recycled storage.
///
/// A tensor is a view with reference semantics: copies of the struct and its `rows` see the same numbers. Operations
/// write fresh tensors unless their name says otherwise. A tensor that is being written belongs to one thread.
package struct Tensor: @unchecked Sendable {  // The rule above is what makes sharing safe; weights are never written.
    /// At most four dimensions; see `Shape`.
    package let shape: Shape
    private let storage: Storage
    /// Where this view begins in the storage.
    private let offset: Int

    private init(shape: Shape, storage: Storage, offset: Int) {
        self.shape = shape
        self.storage = storage
        self.offset = offset
    }

    /// Uninitialised memory, 64-byte aligned, from the thread's workspace or the recycling pool.
    package init(_ shape: Shape) {
        let storage = Workspace.current?.storage(count: shape.count) ?? Storage(count: shape.count)
        self.init(shape: shape, storage: storage, offset: 0)
    }
    /// A shape without numbers, to check a model by without holding it: what is made of it is hollow too, operations in place
    /// do nothing, and anything that would read its numbers is a programmer's mistake.
    package init(hollow shape: Shape) { self.init(shape: shape, storage: Storage(count: 0, isHollow: true), offset: 0) }
    package var isHollow: Bool { storage.isHollow }
    package init(zeros shape: Shape) {
        self.init(shape)
        pointer.initialize(repeating: 0, count: count)
    }
    /// - numbers: `shape.count` of them, row-major.
    package init(_ shape: Shape, _ numbers: [Float]) {
        precondition(numbers.count == shape.count, "\(numbers.count) numbers for a tensor of \(shape.dimensions)")
        self.init(shape)
        numbers.withUnsafeBytes { UnsafeMutableRawBufferPointer(memory).copyMemory(from: $0) }
    }
    /// Converts stored numbers to float32, exactly. Hollow ones make a hollow tensor.
    package init(_ stored: StoredNumbers, allowing numbers: AllowedNumbers = .finite) throws(StoredNumbersError) {
        guard !stored.isHollow else {
            self.init(hollow: stored.shape)
            return
        }
        self.init(stored.shape)
        let problem = stored.withKernelForm { heed_stored_convert(pointer, &$0, count) }
        guard let error = StoredNumbersError(problem) else { return }
        if error != .notFinite || numbers == .finite { throw error }
    }
    package enum AllowedNumbers { case finite, any }

    package var count: Int { shape.count }
    /// The same numbers under another shape of the same count.
    package func reshaped(_ shape: Shape) -> Tensor {
        precondition(shape.count == count, "\(self.shape.dimensions) cannot be seen as \(shape.dimensions)")
        return Tensor(shape: shape, storage: storage, offset: offset)
    }
    /// Rows `range` of a tensor of two or more dimensions: a view.
    package func rows(_ range: Range<Int>) -> Tensor {
        precondition(
            shape.rank >= 2 && range.lowerBound >= 0 && range.upperBound <= shape[0],
            "rows \(range) of a tensor of \(shape.dimensions)")
        let shape = self.shape.withFirst(range.count)
        return Tensor(shape: shape, storage: storage, offset: offset + range.lowerBound * shape.rowSize)
    }

    /// Element access for the few places that need single numbers. Bounds are preconditions.
    package subscript(_ index: Int) -> Float {
        get {
            precondition(index >= 0 && index < count, "number \(index) of \(count)")
            return pointer[index]
        }
        nonmutating set {
            precondition(index >= 0 && index < count, "number \(index) of \(count)")
            pointer[index] = newValue
        }
    }
    package subscript(_ row: Int, _ column: Int) -> Float {
        get { self[place(row, column)] }
        nonmutating set { self[place(row, column)] = newValue }
    }
    private func place(_ row: Int, _ column: Int) -> Int {
        precondition(
            row >= 0 && row < shape[0] && column >= 0 && column < shape.rowSize,
            "row \(row), column \(column) of a tensor of \(shape.dimensions)")
        return row * shape.rowSize + column
    }

    package func withNumbers<Result>(_ body: (UnsafeBufferPointer<Float>) throws -> Result) rethrows -> Result {
        try withExtendedLifetime(storage) { try body(UnsafeBufferPointer(memory)) }
    }
    package func withMutableNumbers<Result>(_ body: (UnsafeMutableBufferPointer<Float>) throws -> Result) rethrows
        -> Result
    {
        try withExtendedLifetime(storage) { try body(memory) }
    }
    package func array() -> [Float] { withNumbers { [Float]($0) } }

    /// What keeps the numbers.
    var owner: AnyObject { storage }
    /// The first number. For calls of kernels: valid as long as the tensor is kept alive beyond the call.
    var pointer: UnsafeMutablePointer<Float> {
        precondition(!storage.isHollow, "numbers of a hollow tensor")
        return storage.numbers + offset
    }
    private var memory: UnsafeMutableBufferPointer<Float> { UnsafeMutableBufferPointer(start: pointer, count: count) }
}
