package import Tensors

extension AttentionMap {
    /// A map put together row by row.
    /// - row: the weights of a layer (its place among the selected), a head (the model's index) and a query, and how many keys
    ///   they cover from the first on; later keys have weight 0.
    package init(
        selected: AttentionSelection.Selected, queryCount: Int, keyCount: Int,
        row: (_ layer: Int, _ head: Int, _ query: Int) -> (weights: TensorRow, keyCount: Int)
    ) {
        let layerCount = selected.layers.count
        let headCount = selected.heads.count
        let weights = Tensor(zeros: Shape(layerCount * headCount * queryCount, keyCount))
        for layer in 0..<layerCount {
            for (place, head) in selected.heads.enumerated() {
                for query in 0..<queryCount {
                    let source = row(layer, head, query)
                    weights.copy(
                        source.keyCount, from: source.weights, toRow: (layer * headCount + place) * queryCount + query)
                }
            }
        }
        self.init(
            layers: selected.layers, heads: selected.heads, queryCount: queryCount, keyCount: keyCount,
            weights: weights.reshaped(Shape(layerCount, headCount, queryCount, keyCount)))
    }
}
