internal import Tensors

/// How BERT (Devlin et al. 2019) and its relatives are put together: learned positions and a normalised embedding, then
/// post-norm layers with biases everywhere. What differs are names, sizes, and how positions are numbered.
struct BertLayout {
    let settings: BertSettings
    /// At the base model, whose names begin with "embeddings" and "encoder".
    let weights: WeightReader
    /// The id of the padding token, in families that number positions beside it; nil: they are numbered from 0.
    var padding: Int32?

    /// Heads of tasks, and buffers of older versions; what a family adds to these is its own.
    static let unreadParts = ["pooler", "cls", "lm_head", "classifier", "qa_outputs", "position_ids"]

    /// The embedding of tokens, each with its position and type.
    func embedding(projection: PackedMatrix? = nil) throws(ModelError) -> Embedding {
        let embeddings = weights.scoped("embeddings")
        let size = settings.embeddingSize
        let positions = try embeddings.tensor("position_embeddings.weight", Shape(settings.positionRows, size))
        let tokens = try embeddings.weights("word_embeddings.weight", Shape(settings.vocabularySize, size))
        return Embedding(
            table: try embeddings.table(tokens),
            tokenTypes: try settings.tokenTypes.map { types throws(ModelError) in
                try embeddings.tensor("token_type_embeddings.weight", Shape(types, size))
            },
            positions: padding.map { .besidePadding(positions, padding: $0) } ?? .table(positions, offset: 0),
            norm: try embeddings.layerNorm("LayerNorm", size: size, epsilon: settings.epsilon), projection: projection)
    }

    /// - layer: at the layer's scope
    func layer(
        _ layer: WeightReader, names: BertLayerNames = .bert, relativePositions: RelativePositions? = nil
    ) throws(ModelError) -> EncoderLayer {
        let hiddenSize = settings.hiddenSize
        return EncoderLayer(
            selfAttention: try SelfAttention(
                layer, names: names.attention,
                size: AttentionSize(heads: settings.heads, headDim: hiddenSize / settings.heads),
                hiddenSize: hiddenSize, relativePositions: relativePositions),
            selfAttentionResidual: try residual(layer, names.attentionNorm),
            feedForward: FeedForward(
                inner: try layer.packedLinear(names.inner, inputs: hiddenSize, outputs: settings.feedForwardSize),
                outer: try layer.packedLinear(names.outer, inputs: settings.feedForwardSize, outputs: hiddenSize),
                activation: settings.activation),
            feedForwardResidual: try residual(layer, names.outputNorm))
    }

    private func residual(_ layer: WeightReader, _ name: String) throws(ModelError) -> Residual {
        Residual(
            norm: try layer.layerNorm(name, size: settings.hiddenSize, epsilon: settings.epsilon), placement: .after)
    }

    /// Layers 0, 1, … of a scope such as "encoder.layer".
    func layers(
        at scope: String, names: BertLayerNames = .bert, relativePositions: RelativePositions? = nil
    ) throws(ModelError) -> [EncoderLayer] {
        var layers: [EncoderLayer] = []
        for index in 0..<settings.layers {
            layers.append(
                try layer(weights.scoped("\(scope).\(index)"), names: names, relativePositions: relativePositions))
        }
        return layers
    }

    func architecture(family: String, embedding: Embedding, layers: [EncoderLayer]) -> Architecture {
        // The rows up to the padding's are no positions.
        let maxPositions = settings.positionRows - (padding.map { Int($0) + 1 } ?? 0)
        return Architecture(
            encoder: Encoder(embedding: embedding, layers: layers, finalNorm: nil, heads: settings.heads), decoder: nil,
            description: ModelDescription(
                family: family, hiddenSize: settings.hiddenSize,
                encoder: ModelDescription.Stack(
                    layers: layers.count, heads: settings.heads, feedForwardSize: settings.feedForwardSize,
                    vocabularySize: settings.vocabularySize,
                    maxPositions: maxPositions),
                decoder: nil, parameters: weights.parameterCount, tokenTypes: settings.tokenTypes ?? 0))
    }
}

/// Names of a layer's weights, from the layer's scope.
struct BertLayerNames {
    let attention: AttentionNames
    let attentionNorm: String
    let inner: String
    let outer: String
    let outputNorm: String

    static let bert = BertLayerNames(
        attention: AttentionNames(
            query: "attention.self.query", key: "attention.self.key", value: "attention.self.value",
            output: "attention.output.dense"),
        attentionNorm: "attention.output.LayerNorm", inner: "intermediate.dense", outer: "output.dense",
        outputNorm: "output.LayerNorm")
}
