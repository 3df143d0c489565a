package import Tensors

/// Embedding with positions, N layers, then the final linear layer to the vocabulary.
package struct Decoder: Sendable {
    let embedding: Embedding
    let layers: [DecoderLayer]
    let finalNorm: Norm?
    /// [vocabularySize, hiddenSize] and the logits' bias
    private let head: PackedMatrix
    private let headScale: Float
    private let heads: Int

    /// - headScale: what hidden states are multiplied by before the final linear layer
    package init(
        embedding: Embedding, layers: [DecoderLayer], finalNorm: Norm?, head: PackedMatrix, headScale: Float = 1,
        heads: Int
    ) {
        self.embedding = embedding
        self.layers = layers
        self.finalNorm = finalNorm
        self.head = head
        self.headScale = headScale
        self.heads = heads
    }

    package var vocabularySize: Int { head.outputs }

    /// The sources of sequences that stand one after the other: layer by layer, projected for all of them together.
    /// - encoded: [totalTokens, hiddenSize]
    /// - rows: of each sequence
    package func sources(of encoded: Tensor, rows: [Range<Int>]) -> [DecoderSource] {
        var sources = rows.map { DecoderSource(length: $0.count) }
        guard !sources.isEmpty else { return [] }
        for layer in layers {
            for (place, keysAndValues) in layer.sources(of: encoded, rows: rows).enumerated() {
                sources[place].keysAndValues.append(keysAndValues)
            }
        }
        return sources
    }

    /// - source: one of `sources`
    /// - prompt: decoder inputs of the first step
    /// - captured: maps that can be had of the outputs
    package func begin(
        source: DecoderSource, prompt: [Int32], capturing captured: AttentionSelection
    ) -> DecoderState {
        let capacity = max(16, prompt.count)
        return DecoderState(
            layers: zip(layers, source.keysAndValues).map { $0.state(source: $1, capacity: capacity) },
            sourceLength: source.length, prompt: prompt,
            capture: DecoderCapture(captured, heads: heads, sourceLength: source.length))
    }

    /// Runs the coming step of all states together.
    /// - Returns: logits [rows, vocabularySize]; `DecoderStep.add` said which rows are a state's
    package func callAsFunction(_ step: DecoderStep) -> Tensor {
        var hidden = step.embedded(by: embedding)
        for (index, layer) in layers.enumerated() { hidden = layer(hidden, step: step, layer: index) }
        hidden = finalNorm?(hidden) ?? hidden
        if headScale != 1 { hidden.multiply(by: headScale) }
        return head(hidden)
    }

    /// Bytes that a decoding holds at most, the model and small change aside.
    package func bytes(for shape: DecodingShape, capturing captured: AttentionSelection) -> Double {
        let states = layers.reduce(0) {
            $0 + $1.stateSize(sourceLength: Double(shape.sourceLength), slots: shape.slots)
        }
        // Layer by layer.
        let growing = layers.reduce(0) { max($0, $1.growingSize(slots: shape.slots)) }
        // The widest step's activations and logits.
        let step = Double(shape.widestStep) * Double(layers.reduce(0) { max($0, $1.rowSize) } + vocabularySize)
        let maps = DecoderCapture.size(captured, heads: heads, shape)
        return (states + growing + step + maps) * Double(MemoryLayout<Float>.size)
    }
}
