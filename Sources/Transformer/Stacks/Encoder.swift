package import Tensors

/// Embedding with positions, then N layers.
package struct Encoder: Sendable {
    let embedding: Embedding
    let layers: [EncoderLayer]
    let finalNorm: Norm?
    private let heads: Int

    /// - finalNorm: of pre-norm families
    package init(embedding: Embedding, layers: [EncoderLayer], finalNorm: Norm?, heads: Int) {
        self.embedding = embedding
        self.layers = layers
        self.finalNorm = finalNorm
        self.heads = heads
    }

    package struct Output {
        /// [totalTokens, hiddenSize]
        package let hiddenStates: Tensor
        /// Where each sequence stands in it.
        package let batch: RaggedBatch
        /// One per sequence; nil where none was wanted.
        package let attention: [AttentionMap?]
    }

    /// - inputs: none empty, none longer than the positions
    /// - selections: one per input
    package func callAsFunction(_ inputs: [EncoderInput], selections: [AttentionSelection.Selected?]) -> Output {
        encode(inputs, selections: selections) { () throws(Never) in }
    }

    /// - beforeLayer: gives the work up by throwing.
    package func encode<Failure: Error>(
        _ inputs: [EncoderInput], selections: [AttentionSelection.Selected?],
        beforeLayer: () throws(Failure) -> Void
    ) throws(Failure) -> Output {
        let batch = RaggedBatch(lengths: inputs.map(\.length))
        let buffers = zip(inputs, selections).map { input, selected in
            selected.map {
                CaptureBuffer(
                    layers: $0.layers.count, heads: heads, queryCount: input.length, keyCount: input.length)
            }
        }
        var hidden = embedding(inputs)
        for (index, layer) in layers.enumerated() {
            try beforeLayer()
            let captures = zip(selections, buffers).map { selected, buffer in
                selected?.layers.firstIndex(of: index).flatMap { buffer?.layer($0) }
            }
            hidden = layer(hidden, over: batch, captures: captures)
        }
        let maps = zip(selections, buffers).map { selected, buffer -> AttentionMap? in
            guard let selected, let buffer else { return nil }
            return AttentionMap(selected: selected, queryCount: buffer.queryCount, keyCount: buffer.keyCount) {
                (buffer.row(layer: $0, head: $1, query: $2), buffer.keyCount)
            }
        }
        return Output(hiddenStates: finalNorm?(hidden) ?? hidden, batch: batch, attention: maps)
    }

    /// Bytes that encoding a sequence holds at most, the model and small change aside.
    package func bytes(for input: EncoderInput, capturing captured: AttentionSelection.Selected?) -> Double {
        let (length, rowSize) = (Double(input.length), Double(layers.reduce(0) { max($0, $1.rowSize) }))
        var numbers = length * rowSize
        if let captured {
            // The weights of all heads, and the map of the selected ones.
            numbers += Double(captured.layers.count) * Double(heads + captured.heads.count) * length * length
        }
        return numbers * Double(MemoryLayout<Float>.size)
    }
}
