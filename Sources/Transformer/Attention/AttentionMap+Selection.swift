private import Tensors

extension AttentionMap {
    /// The part of the map that is selected, in the selection's order; nil: nothing of it.
    /// - selected: layers and heads among the map's
    package func selecting(_ selected: AttentionSelection.Selected?) -> AttentionMap? {
        guard let selected else { return nil }
        if selected == AttentionSelection.Selected(layers: layers, heads: heads) { return self }
        let rows = weights.reshaped(Shape(layers.count * heads.count * queryCount, keyCount))
        return AttentionMap(selected: selected, queryCount: queryCount, keyCount: keyCount) { layer, head, query in
            guard let layer = layers.firstIndex(of: selected.layers[layer]), let head = heads.firstIndex(of: head)
            else {
                preconditionFailure("layer \(selected.layers[layer]), head \(head) of a map of \(layers), \(heads)")
            }
            return (TensorRow(rows, row: (layer * heads.count + head) * queryCount + query), keyCount)
        }
    }
}
