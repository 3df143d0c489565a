package import Tensors

/// Softmax weights of one attention, [layers, heads, queries, keys]. Keys that a query may not attend to have weight 0.
package struct AttentionMap: Sendable {
    /// The model's indices of the layers and heads that are present, in the order of the axes.
    package let layers: [Int]
    package let heads: [Int]
    package let queryCount: Int
    package let keyCount: Int
    /// [layers, heads, queries, keys]
    package let weights: Tensor

    package init(layers: [Int], heads: [Int], queryCount: Int, keyCount: Int, weights: Tensor) {
        self.layers = layers
        self.heads = heads
        self.queryCount = queryCount
        self.keyCount = keyCount
        self.weights = weights
    }
}
