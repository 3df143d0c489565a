private import Tensors

/// The layers, tables and weight names of BART (Lewis et al. 2020), which its relatives took over. A family says what it does
/// otherwise.
package struct BartLayout: Sendable {
    /// `model_type` of config.json.
    let family: String
    /// Of all residual blocks. With norms before the sublayers, each stack has one more after its last layer.
    let placement: NormPlacement
    /// Whether token and position vectors are normalised before the first layer.
    let normalisesEmbeddings: Bool
    /// Whether source and target have one vocabulary.
    var sharesVocabulary = true
    var hasLogitsBias = true
    /// The positions of the stack that the reader is scoped to.
    let positions: @Sendable (WeightReader, BartSizes) throws(ModelError) -> Positions

    /// Models whose tables are all their own still have a shared one, which nothing uses.
    static let unreadParts = ["shared"]

    package func build(
        _ sizes: BartSizes, _ configuration: ModelConfiguration, weights: WeightReader
    ) throws(ModelError) -> Architecture {
        if Self.isEncoderAlone(configuration) { return try encoderAlone(sizes, configuration, weights: weights) }
        let model = weights.rooted(at: ["model", ""])
        let tables = try tables(sizes, model: model, head: weights)
        let encoder = try encoder(model.scoped("encoder"), sizes, table: tables.encoder)
        let decoder = try decoder(model.scoped("decoder"), sizes, table: tables.decoder, head: tables.head)
        return Architecture(
            encoder: encoder, decoder: decoder,
            description: ModelDescription(
                family: family, hiddenSize: sizes.hiddenSize, encoder: sizes.encoder, decoder: sizes.decoder,
                parameters: weights.parameterCount),
            notices: try settingsWithoutEffect(configuration))
    }

    /// Of an encoder's class, "MarianEncoder", which sentence-transformers saves. Its names stand at the root, and the table is its own.
    private func encoderAlone(
        _ sizes: BartSizes, _ configuration: ModelConfiguration, weights: WeightReader
    ) throws(ModelError) -> Architecture {
        let tokens = try weights.weights(
            "embed_tokens.weight", Shape(sizes.encoder.vocabularySize, sizes.hiddenSize))
        let encoder = try encoder(weights, sizes, table: try weights.table(tokens))
        return Architecture(
            encoder: encoder, decoder: nil,
            description: ModelDescription(
                family: family, hiddenSize: sizes.hiddenSize, encoder: sizes.encoder, decoder: nil,
                parameters: weights.parameterCount),
            notices: try settingsWithoutEffect(configuration))
    }

    private static func isEncoderAlone(_ configuration: ModelConfiguration) -> Bool {
        configuration.value("architectures")?.elements?.first?.string?.hasSuffix("Encoder") ?? false
    }

    private func encoder(
        _ weights: WeightReader, _ sizes: BartSizes, table: TokenTable
    ) throws(ModelError) -> Encoder {
        let attention = sizes.attention(of: sizes.encoder)
        var layers: [EncoderLayer] = []
        for index in 0..<sizes.encoder.layers {
            let layer = weights.scoped("layers.\(index)")
            layers.append(
                EncoderLayer(
                    selfAttention: try SelfAttention(
                        layer.scoped("self_attn"), names: .bart, size: attention, hiddenSize: sizes.hiddenSize),
                    selfAttentionResidual: try residual(layer, "self_attn_layer_norm", sizes),
                    feedForward: try feedForward(layer, sizes, sizes.encoder),
                    feedForwardResidual: try residual(layer, "final_layer_norm", sizes)))
        }
        return Encoder(
            embedding: try embedding(weights, sizes, table: table), layers: layers,
            finalNorm: try finalNorm(weights, sizes), heads: sizes.encoder.heads)
    }

    private func decoder(
        _ weights: WeightReader, _ sizes: BartSizes, table: TokenTable, head: PackedMatrix
    ) throws(ModelError) -> Decoder {
        let attention = sizes.attention(of: sizes.decoder)
        var layers: [DecoderLayer] = []
        for index in 0..<sizes.decoder.layers {
            let layer = weights.scoped("layers.\(index)")
            layers.append(
                DecoderLayer(
                    mixer: .selfAttention(
                        try SelfAttention(
                            layer.scoped("self_attn"), names: .bart, size: attention, hiddenSize: sizes.hiddenSize)),
                    mixerResidual: try residual(layer, "self_attn_layer_norm", sizes),
                    crossAttention: try CrossAttention(
                        layer.scoped("encoder_attn"), names: .bart, size: attention, hiddenSize: sizes.hiddenSize),
                    crossAttentionResidual: try residual(layer, "encoder_attn_layer_norm", sizes),
                    feedForward: try feedForward(layer, sizes, sizes.decoder),
                    feedForwardResidual: try residual(layer, "final_layer_norm", sizes)))
        }
        return Decoder(
            embedding: try embedding(weights, sizes, table: table), layers: layers,
            finalNorm: try finalNorm(weights, sizes), head: head, heads: attention.heads)
    }

    private func embedding(
        _ stack: WeightReader, _ sizes: BartSizes, table: TokenTable
    ) throws(ModelError) -> Embedding {
        Embedding(
            table: table, scale: sizes.embeddingScale, positions: try positions(stack, sizes),
            norm: normalisesEmbeddings ? try stack.layerNorm("layernorm_embedding", size: sizes.hiddenSize) : nil)
    }

    private func finalNorm(_ stack: WeightReader, _ sizes: BartSizes) throws(ModelError) -> Norm? {
        placement == .before ? try stack.layerNorm("layer_norm", size: sizes.hiddenSize) : nil
    }

    private func residual(
        _ layer: WeightReader, _ name: String, _ sizes: BartSizes
    ) throws(ModelError) -> Residual {
        Residual(norm: try layer.layerNorm(name, size: sizes.hiddenSize), placement: placement)
    }

    private func feedForward(
        _ layer: WeightReader, _ sizes: BartSizes, _ stack: ModelDescription.Stack
    ) throws(ModelError) -> FeedForward {
        FeedForward(
            inner: try layer.packedLinear("fc1", inputs: sizes.hiddenSize, outputs: stack.feedForwardSize),
            outer: try layer.packedLinear("fc2", inputs: stack.feedForwardSize, outputs: sizes.hiddenSize),
            activation: sizes.activation)
    }

    /// The token tables of both stacks, and the head.
    private func tables(
        _ sizes: BartSizes, model: WeightReader, head: WeightReader
    ) throws(ModelError) -> (encoder: TokenTable, decoder: TokenTable, head: PackedMatrix) {
        var tables = TiedTables(model: model, head: head, hiddenSize: sizes.hiddenSize)
        let source = sizes.encoder.vocabularySize
        let target = sizes.decoder.vocabularySize
        let bias = try logitsBias(head, vocabularySize: target)
        if sharesVocabulary {
            // An untied head still leaves the tables of the stacks to be stored once, as older versions of transformers did.
            let tied: [TableName] = [.shared] + (sizes.tiesHead ? [.head] : []) + [.decoder, .encoder]
            let packedHead = try tables.packedHead(
                or: sizes.tiesHead ? tied : [], vocabularySize: target, bias: bias)
            return (
                try tables.table(.encoder, or: tied, vocabularySize: source),
                try tables.table(.decoder, or: tied, vocabularySize: target), packedHead
            )
        }
        let packedHead = try tables.packedHead(
            or: sizes.tiesHead ? [.decoder] : [], vocabularySize: target, bias: bias)
        return (
            try tables.table(.encoder, vocabularySize: source),
            try tables.table(.decoder, or: sizes.tiesHead ? [.head] : [], vocabularySize: target), packedHead
        )
    }

    /// May have infinities: they ban tokens.
    private func logitsBias(_ head: WeightReader, vocabularySize: Int) throws(ModelError) -> Tensor? {
        guard hasLogitsBias, head.contains("final_logits_bias") else { return nil }
        return try head.tensor("final_logits_bias", Shape(1, vocabularySize), isFinite: false)
            .reshaped(Shape(vocabularySize))
    }

    /// Many published configurations have switches that transformers' classes do not read, so that serving them would not equal it;
    /// a model that needs one set otherwise is wrong there too.
    private func settingsWithoutEffect(_ configuration: ModelConfiguration) throws(ModelError) -> [String] {
        let fixed = [
            ("normalize_before", placement == .before), ("add_final_layer_norm", placement == .before),
            ("normalize_embedding", normalisesEmbeddings),
        ]
        var notices: [String] = []
        for (key, value) in fixed where try configuration.flag(key, default: value) != value {
            notices.append(
                "config.json: \"\(key)\" is \(!value); transformers' \(family) models ignore it, and so does heed")
        }
        return notices
    }
}

extension BartLayout {
    /// A learned table whose first rows, as fairseq leaves them, are of no position.
    static func learnedPositions(_ stack: WeightReader, _ sizes: BartSizes) throws(ModelError) -> Positions {
        let offset = 2
        let table = try stack.tensor(
            "embed_positions.weight", Shape(sizes.maxPositions + offset, sizes.hiddenSize))
        return .table(table, offset: Int32(offset))
    }

    /// The stored table where there is one, as transformers loads it; sines and cosines otherwise.
    static func sinusoids(_ stack: WeightReader, _ sizes: BartSizes) throws(ModelError) -> Positions {
        let stored = try stack.optionalTensor("embed_positions.weight", Shape(sizes.maxPositions, sizes.hiddenSize))
        if let stored { return .table(stored, offset: 0) }
        try sizes.checkComputedPositions(rows: sizes.maxPositions)
        let computed = sinusoidalPositions(positions: sizes.maxPositions, hiddenSize: sizes.hiddenSize)
        stack.hold(computed)
        return .table(computed, offset: 0)
    }
}
