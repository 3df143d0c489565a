private import Tensors

/// MarianMTModel: OPUS-MT's translation models (Junczys-Dowmunt et al. 2018) as Hugging Face stores them.
///
/// Post-norm layers, biases everywhere, sinusoidal positions that are computed unless the checkpoint stores its own table, and a
/// bias on the logits. Source and target share one vocabulary, or each has its own.
package enum Marian: ModelFamily {
    package static let modelTypes = ["marian"]
    package static let classPrefixes = ["Marian"]

    package static func build(
        _ configuration: ModelConfiguration, weights: WeightReader
    ) throws(ModelError) -> Architecture {
        let sizes = try MarianSizes(configuration)
        let model = weights.scoped("model")
        let tables = try embeddingTables(sizes, weights: weights)

        let encoderWeights = model.scoped("encoder")
        var encoderLayers: [EncoderLayer] = []
        for index in 0..<sizes.encoder.layers {
            encoderLayers.append(try encoderLayer(encoderWeights.scoped("layers.\(index)"), sizes))
        }
        let decoderWeights = model.scoped("decoder")
        var decoderLayers: [DecoderLayer] = []
        for index in 0..<sizes.decoder.layers {
            decoderLayers.append(try decoderLayer(decoderWeights.scoped("layers.\(index)"), sizes))
        }

        let bias = try weights.optionalTensor("final_logits_bias", Shape(1, sizes.decoder.vocabularySize))
        let encoder = Encoder(
            embedding: Embedding(
                table: tables.encoder, scale: sizes.embeddingScale, positions: try positions(encoderWeights, sizes)),
            layers: encoderLayers, finalNorm: nil, heads: sizes.encoder.heads)
        let decoder = Decoder(
            embedding: Embedding(
                table: tables.decoder, scale: sizes.embeddingScale, positions: try positions(decoderWeights, sizes)),
            layers: decoderLayers, finalNorm: nil,
            head: PackedMatrix(weights: tables.head, bias: bias?.reshaped(Shape(sizes.decoder.vocabularySize))),
            size: sizes.attention(of: sizes.decoder))
        return Architecture(
            encoder: encoder, decoder: decoder,
            description: ModelDescription(
                family: "marian", hiddenSize: sizes.hiddenSize, encoder: sizes.encoder, decoder: sizes.decoder,
                parameters: weights.parameterCount),
            notices: sizes.notices)
    }

    private static func encoderLayer(_ weights: WeightReader, _ sizes: MarianSizes) throws(ModelError) -> EncoderLayer {
        EncoderLayer(
            selfAttention: try SelfAttention(
                weights.scoped("self_attn"), names: .bart, size: sizes.attention(of: sizes.encoder),
                hiddenSize: sizes.hiddenSize),
            selfAttentionResidual: try residual(weights, "self_attn_layer_norm", sizes),
            feedForward: try feedForward(weights, sizes, sizes.encoder),
            feedForwardResidual: try residual(weights, "final_layer_norm", sizes))
    }

    private static func decoderLayer(_ weights: WeightReader, _ sizes: MarianSizes) throws(ModelError) -> DecoderLayer {
        let attention = sizes.attention(of: sizes.decoder)
        return DecoderLayer(
            selfAttention: try SelfAttention(
                weights.scoped("self_attn"), names: .bart, size: attention, hiddenSize: sizes.hiddenSize),
            selfAttentionResidual: try residual(weights, "self_attn_layer_norm", sizes),
            crossAttention: try CrossAttention(
                weights.scoped("encoder_attn"), names: .bart, size: attention, hiddenSize: sizes.hiddenSize),
            crossAttentionResidual: try residual(weights, "encoder_attn_layer_norm", sizes),
            feedForward: try feedForward(weights, sizes, sizes.decoder),
            feedForwardResidual: try residual(weights, "final_layer_norm", sizes))
    }

    private static func residual(
        _ weights: WeightReader, _ name: String, _ sizes: MarianSizes
    ) throws(ModelError) -> Residual {
        Residual(norm: try weights.layerNorm(name, size: sizes.hiddenSize), placement: .after)
    }

    private static func feedForward(
        _ weights: WeightReader, _ sizes: MarianSizes, _ stack: ModelDescription.Stack
    ) throws(ModelError) -> FeedForward {
        FeedForward(
            inner: try weights.packedLinear("fc1", inputs: sizes.hiddenSize, outputs: stack.feedForwardSize),
            outer: try weights.packedLinear("fc2", inputs: stack.feedForwardSize, outputs: sizes.hiddenSize),
            activation: sizes.activation)
    }

    /// The stored table where there is one, as transformers loads it; the sinusoids otherwise.
    private static func positions(_ stack: WeightReader, _ sizes: MarianSizes) throws(ModelError) -> Positions {
        let stored = try stack.optionalTensor("embed_positions.weight", Shape(sizes.maxPositions, sizes.hiddenSize))
        let table = stored ?? sinusoidalPositions(positions: sizes.maxPositions, hiddenSize: sizes.hiddenSize)
        return .table(table, offset: 0)
    }

    /// The token tables of both stacks and the head's weights, [vocabularySize, hiddenSize] each.
    ///
    /// Tied ones are stored once, under whichever name of their group the file has; one that is stored under its own name is
    /// taken from there, as transformers does when a file contradicts its configuration.
    private static func embeddingTables(
        _ sizes: MarianSizes, weights: WeightReader
    ) throws(ModelError) -> (encoder: Tensor, decoder: Tensor, head: Tensor) {
        let shared = "model.shared.weight"
        let encoder = "model.encoder.embed_tokens.weight"
        let decoder = "model.decoder.embed_tokens.weight"
        let head = "lm_head.weight"
        var tables: [String: Tensor] = [:]

        func table(_ candidates: [String], _ vocabularySize: Int) throws(ModelError) -> Tensor {
            let name = candidates.first { weights.contains($0) } ?? candidates[0]
            if let known = tables[name] { return known }
            let table = try weights.tensor(name, Shape(vocabularySize, sizes.hiddenSize))
            tables[name] = table
            return table
        }

        let source = sizes.encoder.vocabularySize
        let target = sizes.decoder.vocabularySize
        let headGroup = sizes.tiesHead ? [head, shared, decoder, encoder] : [head]
        if sizes.sharesEmbeddings {
            return (
                try table([encoder, shared, decoder] + (sizes.tiesHead ? [head] : []), source),
                try table([decoder, shared, encoder] + (sizes.tiesHead ? [head] : []), target),
                try table(headGroup, target)
            )
        }
        return (
            try table([encoder], source), try table([decoder] + (sizes.tiesHead ? [head] : []), target),
            try table(sizes.tiesHead ? [head, decoder] : [head], target)
        )
    }
}

/// What `MarianConfig` says, checked.
private struct MarianSizes {
    let hiddenSize: Int
    let encoder: ModelDescription.Stack
    let decoder: ModelDescription.Stack
    let maxPositions: Int
    let activation: Activation
    let embeddingScale: Float
    let sharesEmbeddings: Bool
    let tiesHead: Bool
    let notices: [String]

    init(_ configuration: ModelConfiguration) throws(ModelError) {
        hiddenSize = try configuration.integer("d_model", in: 1...65_536, default: 1024)
        maxPositions = try configuration.integer("max_position_embeddings", in: 1...1_048_576, default: 1024)
        sharesEmbeddings = try configuration.flag("share_encoder_decoder_embeddings", default: true)
        tiesHead = try configuration.flag("tie_word_embeddings", default: true)
        let vocabularySize = try configuration.integer("vocab_size", in: 1...16_777_216, default: 58_101)
        let decoderVocabularySize = try configuration.integer(
            "decoder_vocab_size", in: 1...16_777_216, default: vocabularySize)
        encoder = try Self.stack("encoder", configuration, hiddenSize, vocabularySize, maxPositions)
        decoder = try Self.stack(
            "decoder", configuration, hiddenSize, sharesEmbeddings ? vocabularySize : decoderVocabularySize,
            maxPositions)
        embeddingScale = try configuration.flag("scale_embedding", default: false) ? Float(hiddenSize).squareRoot() : 1

        activation = try configuration.activation("activation_function", default: "gelu")

        // transformers' Marian reads none of these, so that serving them would not equal it; a model that needs one is wrong there too.
        var notices: [String] = []
        for key in ["normalize_before", "normalize_embedding", "add_final_layer_norm"]
        where try configuration.flag(key, default: false) {
            notices.append("config.json: \"\(key)\" is true; transformers' Marian ignores it, and so does heed")
        }
        self.notices = notices
    }

    func attention(of stack: ModelDescription.Stack) -> AttentionSize {
        AttentionSize(heads: stack.heads, headDim: hiddenSize / stack.heads)
    }

    private static func stack(
        _ side: String, _ configuration: ModelConfiguration, _ hiddenSize: Int, _ vocabularySize: Int,
        _ maxPositions: Int
    ) throws(ModelError) -> ModelDescription.Stack {
        let heads = try configuration.integer("\(side)_attention_heads", in: 1...4096, default: 16)
        guard hiddenSize % heads == 0 else {
            throw .configuration(
                key: "\(side)_attention_heads", message: "is \(heads), which does not divide d_model \(hiddenSize)")
        }
        return ModelDescription.Stack(
            layers: try configuration.integer("\(side)_layers", in: 1...1024, default: 12), heads: heads,
            feedForwardSize: try configuration.integer("\(side)_ffn_dim", in: 1...1_048_576, default: 4096),
            vocabularySize: vocabularySize, maxPositions: maxPositions)
    }
}
