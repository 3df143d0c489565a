package import Tensors

/// Multi-head attention from the decoder's rows to the encoder's output, whose keys and values are projected once per sequence.
package struct CrossAttention: Sendable {
    package let size: AttentionSize
    /// [innerSize, hiddenSize]
    private let query: PackedMatrix
    /// [2 · innerSize, hiddenSize]: keys, then values.
    private let keyValue: PackedMatrix
    /// [hiddenSize, innerSize]
    private let output: PackedMatrix

    package init(
        _ weights: WeightReader, names: AttentionNames, size: AttentionSize, hiddenSize: Int, bias: Bool = true
    ) throws(ModelError) {
        self.size = size
        let inner = size.innerSize
        query = try weights.packedLinear(names.query, inputs: hiddenSize, outputs: inner, bias: bias)
        keyValue = try weights.packed([
            try weights.linear(names.key, inputs: hiddenSize, outputs: inner, bias: bias),
            try weights.linear(names.value, inputs: hiddenSize, outputs: inner, bias: bias),
        ])
        output = try weights.packedLinear(names.output, inputs: inner, outputs: hiddenSize, bias: bias)
    }

    /// The keys and values of sequences that stand one after the other, projected together.
    /// - encoded: [tokens, hiddenSize], the encoder's output
    /// - rows: of each sequence
    package func keysAndValues(of encoded: Tensor, rows: [Range<Int>]) -> [KeysAndValues] {
        let projected = keyValue(encoded)
        return rows.map { KeysAndValues(projected.rows($0), heads: size.heads, headDim: size.headDim) }
    }

    /// Numbers that each row holds: its own, its queries, what they attended to, and the output.
    package var rowSize: Int { query.inputs + query.outputs + output.inputs + output.outputs }

    /// Numbers in the keys and values of a token.
    package var slotSize: Int { 2 * size.innerSize }

    /// - hidden: [rows, hiddenSize]
    /// - layer: index of the decoder layer, which finds the keys and values
    package func callAsFunction(_ hidden: Tensor, step: DecoderStep, layer: Int) -> Tensor {
        let attended = step.attend(query(hidden), size) { entry, queries in
            var row = AttentionRow(
                queries: queries, entry.state.layers[layer].source, keyCount: entry.state.sourceLength)
            entry.state.crossCapture(layer: layer)?.direct(&row, query: entry.rowInState)
            return row
        }
        return output(attended)
    }
}
