package import Tensors

/// Embedding with positions, N layers, then the final linear layer to the vocabulary.
package struct Decoder: Sendable {
    private let embedding: Embedding
    private let layers: [DecoderLayer]
    private let finalNorm: Norm?
    /// [vocabularySize, hiddenSize] and the logits' bias
    private let head: PackedMatrix
    private let headScale: Float
    private let size: AttentionSize

    /// - headScale: what hidden states are multiplied by before the final linear layer
    package init(
        embedding: Embedding, layers: [DecoderLayer], finalNorm: Norm?, head: PackedMatrix, headScale: Float = 1,
        size: AttentionSize
    ) {
        self.embedding = embedding
        self.layers = layers
        self.finalNorm = finalNorm
        self.head = head
        self.headScale = headScale
        self.size = size
    }

    package var vocabularySize: Int { head.outputs }

    /// The cross-attention keys and values of every layer, projected once for all that will attend to them.
    /// - encoded: [totalTokens, hiddenSize]
    /// - Returns: for each layer [totalTokens, 2 · innerSize]
    package func sourceKeysAndValues(of encoded: Tensor) -> [Tensor] {
        layers.map { $0.sourceKeysAndValues(of: encoded) }
    }

    /// - source: for each layer the keys and values of this sequence's own tokens, [sourceLength, 2 · innerSize]
    /// - prompt: decoder inputs of the first step
    package func begin(source: [Tensor], prompt: [Int32], attention: AttentionSelection) -> DecoderState {
        DecoderState(source: source, prompt: prompt, size: size, attention: attention)
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
}
