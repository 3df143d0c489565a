private import CKernels

/// Row-major float32 numbers on aligned, recycled storage.
///
/// A tensor is a view with reference semantics: copies of the struct and its `rows` see the same numbers. Operations write
/// fresh tensors unless their name says otherwise. A tensor that is being written belongs to one thread.
package struct Tensor: @unchecked Sendable {
    /// At most four dimensions; see `Shape`.
    package let shape: Shape

    /// Uninitialised memory, 64-byte aligned, from the recycling pool.
    package init(_ shape: Shape) { fatalError("interface") }
    package init(zeros shape: Shape) { fatalError("interface") }
    /// - numbers: `shape.count` of them, row-major.
    package init(_ shape: Shape, _ numbers: [Float]) { fatalError("interface") }
    /// Converts little-endian stored numbers (not necessarily aligned) to float32.
    package init(_ shape: Shape, converting bytes: UnsafeRawBufferPointer, from type: ElementType) {
        fatalError("interface")
    }

    package var count: Int { shape.count }
    /// The same numbers under another shape of the same count.
    package func reshaped(_ shape: Shape) -> Tensor { fatalError("interface") }
    /// Rows `range` of a tensor of two or more dimensions: a view.
    package func rows(_ range: Range<Int>) -> Tensor { fatalError("interface") }

    /// Element access for the few places that need single numbers. Bounds are preconditions.
    package subscript(_ index: Int) -> Float {
        get { fatalError("interface") }
        nonmutating set { fatalError("interface") }
    }
    package subscript(_ row: Int, _ column: Int) -> Float {
        get { fatalError("interface") }
        nonmutating set { fatalError("interface") }
    }

    package func withNumbers<Result>(_ body: (UnsafeBufferPointer<Float>) throws -> Result) rethrows -> Result {
        fatalError("interface")
    }
    package func withMutableNumbers<Result>(_ body: (UnsafeMutableBufferPointer<Float>) throws -> Result) rethrows
        -> Result
    {
        fatalError("interface")
    }
    package func array() -> [Float] { withNumbers { [Float]($0) } }
}

package enum ElementType: Sendable { case float32, float16, bfloat16 }

/// Sizes of up to four dimensions, kept inline so that tensors allocate nothing but their numbers.
package struct Shape: Sendable, Equatable {
    package private(set) var rank: Int
    private var sizes: (Int, Int, Int, Int)

    package init(_ first: Int) { self.init(rank: 1, (first, 1, 1, 1)) }
    package init(_ first: Int, _ second: Int) { self.init(rank: 2, (first, second, 1, 1)) }
    package init(_ first: Int, _ second: Int, _ third: Int) { self.init(rank: 3, (first, second, third, 1)) }
    package init(_ first: Int, _ second: Int, _ third: Int, _ fourth: Int) {
        self.init(rank: 4, (first, second, third, fourth))
    }

    private init(rank: Int, _ sizes: (Int, Int, Int, Int)) {
        self.rank = rank
        self.sizes = sizes
    }

    package subscript(_ dimension: Int) -> Int {
        switch dimension {
        case 0: sizes.0
        case 1: sizes.1
        case 2: sizes.2
        default: sizes.3
        }
    }
    package var count: Int { sizes.0 * sizes.1 * sizes.2 * sizes.3 }
    package var dimensions: [Int] { (0..<rank).map { self[$0] } }

    package static func == (left: Shape, right: Shape) -> Bool {
        left.rank == right.rank && left.sizes == right.sizes
    }
}
