package import Tensors

/// Keys and values of a sequence's decoder positions, one slot per position and beam. Grows by doubling; never reordered.
package final class KeyValueCache {
    private var layers: [KeysAndValues]

    package init(layers count: Int, size: AttentionSize, capacity: Int) {
        layers = (0..<count).map { _ in
            KeysAndValues(heads: size.heads, headDim: size.headDim, capacity: capacity)
        }
    }

    /// Makes room for slots 0..<count.
    package func reserve(_ count: Int) {
        for index in layers.indices where count > layers[index].capacity {
            layers[index] = layers[index].grown(to: max(count, 2 * layers[index].capacity))
        }
    }

    package subscript(layer: Int) -> KeysAndValues { layers[layer] }
}
