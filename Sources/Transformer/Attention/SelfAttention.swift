package import Tensors

/// Multi-head attention of a sequence to itself: one fused product for queries, keys and values, attention per head, the
/// heads side by side through the output layer (Vaswani et al. 2017, section 3.2.2).
package struct SelfAttention: Sendable {
    package let size: AttentionSize
    /// [3 · innerSize, hiddenSize]: queries, then keys, then values.
    private let projection: PackedMatrix
    /// [hiddenSize, innerSize]
    private let output: PackedMatrix
    private let relativePositions: RelativePositions?

    /// - relativePositions: of families that tell positions apart here; layers may share them.
    package init(
        _ weights: WeightReader, names: AttentionNames, size: AttentionSize, hiddenSize: Int, bias: Bool = true,
        relativePositions: RelativePositions? = nil
    ) throws(ModelError) {
        self.size = size
        self.relativePositions = relativePositions
        let inner = size.innerSize
        projection = try weights.packed([
            try weights.linear(names.query, inputs: hiddenSize, outputs: inner, bias: bias),
            try weights.linear(names.key, inputs: hiddenSize, outputs: inner, bias: bias),
            try weights.linear(names.value, inputs: hiddenSize, outputs: inner, bias: bias),
        ])
        output = try weights.packedLinear(names.output, inputs: inner, outputs: hiddenSize, bias: bias)
    }

    /// Numbers that each row holds: its own, its queries, keys and values, what they attended to, and the output.
    package var rowSize: Int { projection.inputs + projection.outputs + output.inputs + output.outputs }

    /// Every token attends to all tokens of its own sequence.
    /// - hidden: [totalTokens, hiddenSize]
    /// - captures: one entry per sequence; nil where no weights are wanted.
    package func callAsFunction(_ hidden: Tensor, over batch: RaggedBatch, captures: [LayerCapture?]) -> Tensor {
        let projected = projection(hidden)
        let biases = relativePositions?.biases(reach: batch.ranges.map(\.count).max() ?? 0)
        var rows: [AttentionRow] = []
        rows.reserveCapacity(batch.totalCount)
        for (range, capture) in zip(batch.ranges, captures) {
            let keys = TensorRow(projected, row: range.lowerBound, column: size.innerSize)
            let values = TensorRow(projected, row: range.lowerBound, column: 2 * size.innerSize)
            for row in range {
                var attentionRow = AttentionRow(
                    queries: TensorRow(projected, row: row), keys: keys, values: values, keyCount: range.count)
                attentionRow.isOfWholeSequence = true
                attentionRow.bias = biases?.start(ofQueryAt: row - range.lowerBound)
                capture?.direct(&attentionRow, query: row - range.lowerBound)
                rows.append(attentionRow)
            }
        }
        return output(attention(rows, heads: size.heads, headDim: size.headDim, scale: size.scale))
    }

    /// Each row of a decoder step writes its key and value into its sequence's state, then attends to its own history: later
    /// positions are not among its keys, which is the mask.
    /// - hidden: [rows, hiddenSize]
    /// - layer: index of the decoder layer, which finds the states
    package func callAsFunction(_ hidden: Tensor, step: DecoderStep, layer: Int) -> Tensor {
        let projected = projection(hidden)
        for (row, entry) in step.rows.enumerated() {
            entry.state.layers[layer].mixer.keysAndValues.store(
                TensorRow(projected, row: row, column: size.innerSize), at: entry.slot)
        }
        let biases = relativePositions?.biases(reach: 1 + Int(step.positions.max() ?? 0))
        let attended = step.attend(projected, size) { entry, queries in
            var row = AttentionRow(
                queries: queries, entry.state.layers[layer].mixer.keysAndValues, slots: entry.slots,
                keyCount: entry.position + 1)
            row.bias = biases?.start(ofQueryAt: entry.position)
            entry.state.decoderCapture(layer: layer)?.direct(&row, query: entry.rowInState)
            return row
        }
        return output(attended)
    }
}

extension MixerState {
    /// An attention's.
    fileprivate var keysAndValues: KeysAndValues {
        switch self {
        case .keysAndValues(let kept): kept
        }
    }
}
