package import Tensors

/// Keys and values of a sequence's decoder positions, one slot per position and beam. Grows by doubling; never reordered.
package final class KeyValueCache {
    private let width: Int
    private var capacity: Int
    /// For each layer [capacity, 2 · innerSize]: keys, then values.
    private var layers: [Tensor]

    package init(layers count: Int, innerSize: Int, capacity: Int) {
        width = 2 * innerSize
        self.capacity = capacity
        layers = (0..<count).map { [width] _ in Tensor(Shape(capacity, width)) }
    }

    /// Makes room for slots 0..<count.
    package func reserve(_ count: Int) {
        guard count > capacity else { return }
        let old = capacity
        capacity = max(count, 2 * capacity)
        for index in layers.indices {
            let grown = Tensor(Shape(capacity, width))
            for slot in 0..<old { grown.copy(width, from: TensorRow(layers[index], row: slot), toRow: slot) }
            layers[index] = grown
        }
    }

    /// - projected: [1, ≥ column + 2 · innerSize], keys and values from `column` on
    package func store(_ projected: Tensor, from column: Int, layer: Int, slot: Int) {
        layers[layer].copy(width, from: TensorRow(projected, column: column), toRow: slot)
    }

    /// [capacity, 2 · innerSize]
    package func keysAndValues(layer: Int) -> Tensor { layers[layer] }
}
