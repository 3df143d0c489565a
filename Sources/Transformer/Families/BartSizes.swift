package import Tensors

/// What the configuration of BART and its relatives says, checked.
package struct BartSizes: Sendable {
    /// Values of keys that a configuration leaves out, where families differ.
    package struct Defaults: Sendable {
        package var vocabularySize = 50_265
        package var activation = "gelu"
        package var scalesEmbedding = false
    }

    package let hiddenSize: Int
    package let encoder: ModelDescription.Stack
    package let decoder: ModelDescription.Stack
    package let maxPositions: Int
    package let activation: Activation
    package let embeddingScale: Float
    package let tiesHead: Bool

    /// - decoderVocabularySize: of families whose sides may have vocabularies of their own
    package init(
        _ configuration: ModelConfiguration, defaults: Defaults = Defaults(), decoderVocabularySize: Int? = nil
    ) throws(ModelError) {
        try Self.requireEncoderDecoder(configuration)
        hiddenSize = try configuration.integer("d_model", orCommonly: "hidden_size", in: 1...65_536, default: 1024)
        maxPositions = try configuration.integer("max_position_embeddings", in: 1...1_048_576, default: 1024)
        tiesHead = try configuration.flag("tie_word_embeddings", default: true)
        let vocabularySize = try configuration.integer(
            "vocab_size", in: 1...16_777_216, default: defaults.vocabularySize)
        encoder = try Self.stack(.encoder, configuration, hiddenSize, vocabularySize, maxPositions)
        decoder = try Self.stack(
            .decoder, configuration, hiddenSize, decoderVocabularySize ?? vocabularySize, maxPositions)
        let scales = try configuration.flag("scale_embedding", default: defaults.scalesEmbedding)
        embeddingScale = scales ? Float(hiddenSize).squareRoot() : 1
        activation = try configuration.activation("activation_function", default: defaults.activation)
    }

    package func attention(of stack: ModelDescription.Stack) -> AttentionSize {
        AttentionSize(heads: stack.heads, headDim: hiddenSize / stack.heads)
    }

    /// A table of positions that is computed, and not read from a file that would have to be as large, is held to a size.
    /// - rows: of hiddenSize numbers each
    package func checkComputedPositions(rows: Int) throws(ModelError) {
        guard rows <= Self.largestComputedTable / hiddenSize else {
            throw .configuration(
                key: "max_position_embeddings",
                message: "is \(maxPositions): \(rows) computed positions of \(hiddenSize) numbers are too many")
        }
    }

    /// Numbers: 65,536 positions of a model that is 1,024 wide.
    private static let largestComputedTable = 1 << 26

    /// The decoders of these families can stand alone as language models, which are another thing.
    private static func requireEncoderDecoder(_ configuration: ModelConfiguration) throws(ModelError) {
        guard try configuration.flag("is_encoder_decoder", default: true) else {
            throw .configuration(key: "is_encoder_decoder", message: "is false: a decoder alone is not served")
        }
        try configuration.refuse("is_decoder", because: "a decoder alone is not served")
    }

    /// The common names mean the encoder's sizes.
    private enum Side: String { case encoder, decoder }

    private static func stack(
        _ side: Side, _ configuration: ModelConfiguration, _ hiddenSize: Int, _ vocabularySize: Int,
        _ maxPositions: Int
    ) throws(ModelError) -> ModelDescription.Stack {
        let headsKey = "\(side)_attention_heads"
        let heads = try configuration.integer(
            headsKey, orCommonly: side == .encoder ? "num_attention_heads" : headsKey, in: 1...4096, default: 16)
        guard hiddenSize % heads == 0 else {
            throw .configuration(key: headsKey, message: "is \(heads), which does not divide d_model \(hiddenSize)")
        }
        let layersKey = "\(side)_layers"
        return ModelDescription.Stack(
            layers: try configuration.integer(
                layersKey, orCommonly: side == .encoder ? "num_hidden_layers" : layersKey, in: 1...1024, default: 12),
            heads: heads,
            feedForwardSize: try configuration.integer("\(side)_ffn_dim", in: 1...1_048_576, default: 4096),
            vocabularySize: vocabularySize, maxPositions: maxPositions)
    }
}
