private import Tensors

/// T5ForConditionalGeneration (Raffel et al. 2020), with T5 v1.1 and Flan-T5, mT5 (Xue et al. 2021) and UMT5 (Chung et al. 2023), and
/// the encoders alone.
///
/// Pre-norm layers without biases; positions are told apart by a bias on the scores of self-attention, which all layers of a stack
/// share, but for UMT5's.
package enum T5: ModelFamily {
    package static let modelTypes = ["t5", "mt5", "umt5"]
    package static let classPrefixes = ["T5", "MT5", "UMT5"]
    /// What old checkpoints repeat or never used, and heads of tasks.
    package static let unreadParts = [
        "shared", "relative_attention_bias", "classification_head", "classifier", "qa_outputs",
    ]

    package static func build(
        _ configuration: ModelConfiguration, weights: WeightReader
    ) throws(ModelError) -> Architecture {
        let variant = try Variant(configuration)
        let sizes = try T5Sizes(configuration, defaults: variant.defaults)
        let hasDecoder = !isEncoderAlone(configuration)
        let model = weights.rooted(at: ["transformer", ""])
        // The tables and the head are tied whatever the configuration says, unless the file has them apart.
        let tied: [TableName] = [.shared, .encoder, .decoder, .head]
        let vocabularySize = sizes.encoder.vocabularySize
        var tables = TiedTables(model: model, head: weights, hiddenSize: sizes.hiddenSize)
        let head =
            hasDecoder ? try tables.packedHead(or: tied, vocabularySize: vocabularySize, bias: nil) : nil
        let encoder = try encoder(
            model.scoped("encoder"), sizes, variant,
            table: try tables.table(.encoder, or: tied, vocabularySize: vocabularySize))
        let decoder = try head.map { head throws(ModelError) in
            try self.decoder(
                model.scoped("decoder"), sizes, variant,
                table: try tables.table(.decoder, or: tied, vocabularySize: vocabularySize), head: head)
        }
        return Architecture(
            encoder: encoder, decoder: decoder,
            description: ModelDescription(
                family: variant.name, hiddenSize: sizes.hiddenSize, encoder: sizes.encoder,
                decoder: hasDecoder ? sizes.decoder : nil, parameters: weights.parameterCount))
    }

    private static func encoder(
        _ weights: WeightReader, _ sizes: T5Sizes, _ variant: Variant, table: TokenTable
    ) throws(ModelError) -> Encoder {
        let positions = try StackPositions(weights, sizes, variant, isBidirectional: true)
        var layers: [EncoderLayer] = []
        for index in 0..<sizes.encoder.layers {
            let block = weights.scoped("block.\(index)")
            layers.append(
                EncoderLayer(
                    selfAttention: try selfAttention(block, sizes, try positions.ofLayer(index)),
                    selfAttentionResidual: try residual(block.scoped("layer.0"), sizes),
                    feedForward: try feedForward(block.scoped("layer.1"), sizes),
                    feedForwardResidual: try residual(block.scoped("layer.1"), sizes)))
        }
        return Encoder(
            embedding: Embedding(table: table, positions: .none), layers: layers,
            finalNorm: try norm(weights, "final_layer_norm", sizes), heads: sizes.encoder.heads)
    }

    private static func decoder(
        _ weights: WeightReader, _ sizes: T5Sizes, _ variant: Variant, table: TokenTable, head: PackedMatrix
    ) throws(ModelError) -> Decoder {
        let positions = try StackPositions(weights, sizes, variant, isBidirectional: false)
        var layers: [DecoderLayer] = []
        for index in 0..<sizes.decoder.layers {
            let block = weights.scoped("block.\(index)")
            layers.append(
                DecoderLayer(
                    mixer: .selfAttention(try selfAttention(block, sizes, try positions.ofLayer(index))),
                    mixerResidual: try residual(block.scoped("layer.0"), sizes),
                    crossAttention: try CrossAttention(
                        block.scoped("layer.1.EncDecAttention"), names: .t5, size: sizes.attention,
                        hiddenSize: sizes.hiddenSize, bias: false),
                    crossAttentionResidual: try residual(block.scoped("layer.1"), sizes),
                    feedForward: try feedForward(block.scoped("layer.2"), sizes),
                    feedForwardResidual: try residual(block.scoped("layer.2"), sizes)))
        }
        return Decoder(
            embedding: Embedding(table: table, positions: .none), layers: layers,
            finalNorm: try norm(weights, "final_layer_norm", sizes), head: head,
            headScale: variant.scalesHead ? 1 / Float(sizes.hiddenSize).squareRoot() : 1, heads: sizes.attention.heads)
    }

    private static func selfAttention(
        _ block: WeightReader, _ sizes: T5Sizes, _ positions: RelativePositions
    ) throws(ModelError) -> SelfAttention {
        try SelfAttention(
            block.scoped("layer.0.SelfAttention"), names: .t5, size: sizes.attention, hiddenSize: sizes.hiddenSize,
            bias: false, relativePositions: positions)
    }

    private static func feedForward(_ layer: WeightReader, _ sizes: T5Sizes) throws(ModelError) -> FeedForward {
        let dense = layer.scoped("DenseReluDense")
        var inner: [LinearLayer] = []
        for name in sizes.isGated ? ["wi_0", "wi_1"] : ["wi"] {
            inner.append(
                try dense.linear(
                    name, inputs: sizes.hiddenSize, outputs: sizes.encoder.feedForwardSize, bias: false))
        }
        return FeedForward(
            inner: try dense.packed(inner),
            outer: try dense.packedLinear(
                "wo", inputs: sizes.encoder.feedForwardSize, outputs: sizes.hiddenSize, bias: false),
            activation: sizes.activation, isGated: sizes.isGated)
    }

    private static func residual(_ layer: WeightReader, _ sizes: T5Sizes) throws(ModelError) -> Residual {
        Residual(norm: try norm(layer, "layer_norm", sizes), placement: .before)
    }

    private static func norm(
        _ weights: WeightReader, _ name: String, _ sizes: T5Sizes
    ) throws(ModelError) -> Norm {
        try weights.rmsNorm(name, size: sizes.hiddenSize, epsilon: sizes.normEpsilon)
    }

    private static func isEncoderAlone(_ configuration: ModelConfiguration) -> Bool {
        guard let architecture = configuration.value("architectures")?.elements?.first?.string else { return false }
        return ["EncoderModel", "ForTokenClassification"].contains { architecture.hasSuffix($0) }
    }
}

/// What the members of the family differ in.
private struct Variant {
    let name: String
    let defaults: T5Sizes.Defaults
    /// Whether hidden states are multiplied by 1/√d_model before the head.
    let scalesHead: Bool
    /// Whether each layer has a table of relative positions, not only the first.
    let hasPositionsInEachLayer: Bool

    init(_ configuration: ModelConfiguration) throws(ModelError) {
        name = Self.name(configuration)
        hasPositionsInEachLayer = name == "umt5"
        switch name {
        case "mt5":
            defaults = .multilingual
            scalesHead = false
        case "umt5":
            defaults = .multilingual
            scalesHead = true
        default:
            defaults = .t5
            // The head of T5 v1.1 is not scaled; what says so is that its files call it untied, as it once was.
            let callsTied = try configuration.flag("tie_word_embeddings", default: true)
            scalesHead = try configuration.flag("scale_decoder_outputs", default: callsTied)
        }
    }

    /// Where there is no `model_type`, "MT5Model" and the like say which it is.
    private static func name(_ configuration: ModelConfiguration) -> String {
        if let name = configuration.value("model_type")?.string { return name }
        let architecture = configuration.value("architectures")?.elements?.first?.string ?? ""
        return ["UMT5": "umt5", "MT5": "mt5"].first { architecture.hasPrefix($0.key) }?.value ?? "t5"
    }
}

/// The relative positions of a stack's layers.
private struct StackPositions {
    private let weights: WeightReader
    private let sizes: T5Sizes
    private let buckets: DistanceBuckets
    /// The first layer's, if all share it.
    private let shared: RelativePositions?

    init(_ weights: WeightReader, _ sizes: T5Sizes, _ variant: Variant, isBidirectional: Bool) throws(ModelError) {
        self.weights = weights
        self.sizes = sizes
        buckets = try DistanceBuckets(
            count: sizes.bucketCount, maxDistance: sizes.maxDistance, isBidirectional: isBidirectional)
        shared =
            variant.hasPositionsInEachLayer
            ? nil : try Self.positions(weights, layer: 0, sizes: sizes, buckets: buckets)
    }

    func ofLayer(_ index: Int) throws(ModelError) -> RelativePositions {
        if let shared { return shared }
        return try Self.positions(weights, layer: index, sizes: sizes, buckets: buckets)
    }

    private static func positions(
        _ weights: WeightReader, layer: Int, sizes: T5Sizes, buckets: DistanceBuckets
    ) throws(ModelError) -> RelativePositions {
        let name = "block.\(layer).layer.0.SelfAttention.relative_attention_bias.weight"
        return RelativePositions(
            table: try weights.tensor(name, Shape(buckets.count, sizes.attention.heads)), buckets: buckets)
    }
}
