package import Tensors

/// The softmax weights of some layers and all their heads, written by the attention kernel while a sequence runs.
package struct CaptureBuffer {
    package let heads: Int
    package let queryCount: Int
    package let keyCount: Int
    /// [layers · heads · queryCount, keyCount], in the order of the selected layers
    private let weights: Tensor

    package init(layers: Int, heads: Int, queryCount: Int, keyCount: Int) {
        self.heads = heads
        self.queryCount = queryCount
        self.keyCount = keyCount
        weights = Tensor(zeros: Shape(layers * heads * queryCount, keyCount))
    }

    /// - index: place of the layer among the selected ones
    package func layer(_ index: Int) -> LayerCapture {
        LayerCapture(
            weights: weights, firstRow: index * heads * queryCount, headStride: queryCount * keyCount)
    }

    /// The weights of one layer, head and query.
    package func row(layer index: Int, head: Int, query: Int) -> TensorRow {
        TensorRow(weights, row: (index * heads + head) * queryCount + query)
    }
}

/// Where the kernel writes one layer's weights.
package struct LayerCapture {
    fileprivate let weights: Tensor
    fileprivate let firstRow: Int
    fileprivate let headStride: Int

    /// Tells the kernel where the weights of a query's row go.
    package func direct(_ row: inout AttentionRow, query: Int) {
        row.weights = TensorRow(weights, row: firstRow + query)
        row.weightsStride = headStride
    }
}
