/// Sizes of up to four dimensions, kept inline so that tensors allocate nothing but their numbers.
package struct Shape: Sendable, Equatable {
    package private(set) var rank: Int
    private var sizes: (Int, Int, Int, Int)
    /// The product of the sizes.
    package let count: Int

    package init(_ first: Int) { self.init(rank: 1, (first, 1, 1, 1)) }
    package init(_ first: Int, _ second: Int) { self.init(rank: 2, (first, second, 1, 1)) }
    package init(_ first: Int, _ second: Int, _ third: Int) { self.init(rank: 3, (first, second, third, 1)) }
    package init(_ first: Int, _ second: Int, _ third: Int, _ fourth: Int) {
        self.init(rank: 4, (first, second, third, fourth))
    }

    private init(rank: Int, _ sizes: (Int, Int, Int, Int)) {
        precondition(min(sizes.0, sizes.1, sizes.2, sizes.3) >= 0, "sizes are not negative: \(sizes)")
        self.rank = rank
        self.sizes = sizes
        count = sizes.0 * sizes.1 * sizes.2 * sizes.3
    }

    package subscript(_ dimension: Int) -> Int {
        switch dimension {
        case 0: sizes.0
        case 1: sizes.1
        case 2: sizes.2
        default: sizes.3
        }
    }
    package var dimensions: [Int] { (0..<rank).map { self[$0] } }
    /// The same but for the first size.
    package func withFirst(_ size: Int) -> Shape { Shape(rank: rank, (size, sizes.1, sizes.2, sizes.3)) }
    /// Numbers in one row: all dimensions but the first.
    package var rowSize: Int { sizes.1 * sizes.2 * sizes.3 }
    /// The size of the last dimension.
    package var last: Int { self[rank - 1] }

    package static func == (left: Shape, right: Shape) -> Bool {
        left.rank == right.rank && left.sizes == right.sizes
    }
}
