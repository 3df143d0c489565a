private import Glibc

/// Keys and values of an attention by head, so that what one head reads stands in one piece: [2 · heads, capacity, headDim], the
/// keys' heads first.
///
/// A view with reference semantics, as tensors are.
package struct KeysAndValues: Sendable {
    private let numbers: Tensor
    private var heads: Int { numbers.shape[0] / 2 }
    private var headDim: Int { numbers.shape[2] }

    /// Keys and values that there is room for.
    package var capacity: Int { numbers.shape[1] }

    /// Uninitialised.
    package init(heads: Int, headDim: Int, capacity: Int) {
        numbers = Tensor(Shape(2 * heads, capacity, headDim))
    }

    /// - projected: [rows, 2 · heads · headDim]: keys, then values
    package init(_ projected: Tensor, heads: Int, headDim: Int) {
        self.init(heads: heads, headDim: headDim, capacity: projected.shape[0])
        for row in 0..<capacity { store(TensorRow(projected, row: row), at: row) }
    }

    /// - projected: one row's keys, then its values, [2 · heads · headDim]
    /// - slot: which of the `capacity` keys and values they become
    package func store(_ projected: TensorRow, at slot: Int) {
        precondition(slot >= 0 && slot < capacity, "slot \(slot) of \(capacity)")
        let from = projected.start(width: 2 * heads * headDim)
        withExtendedLifetime((projected.tensor, numbers)) {
            let to = numbers.pointer + slot * headDim
            for head in 0..<2 * heads {
                memcpy(
                    to + head * capacity * headDim, from + head * headDim, headDim * MemoryLayout<Float>.stride)
            }
        }
    }

    /// The same keys and values with room for more.
    package func grown(to capacity: Int) -> KeysAndValues {
        precondition(capacity >= self.capacity, "room for \(capacity) of \(self.capacity)")
        let result = KeysAndValues(heads: heads, headDim: headDim, capacity: capacity)
        let count = self.capacity * headDim
        withExtendedLifetime((numbers, result)) {
            for head in 0..<2 * heads {
                memcpy(
                    result.numbers.pointer + head * capacity * headDim, numbers.pointer + head * count,
                    count * MemoryLayout<Float>.stride)
            }
        }
        return result
    }

    var firstKeys: TensorRow { TensorRow(numbers) }
    var firstValues: TensorRow { TensorRow(numbers, row: heads) }
}
