private import Tensors

/// ElectraModel (Clark et al. 2020), discriminators and generators: BERT, with an embedding that may be narrower than its layers.
package enum Electra: ModelFamily {
    package static let modelTypes = ["electra"]
    package static let classPrefixes = ["Electra"]
    package static let unreadParts =
        BertLayout.unreadParts
        + ["discriminator_predictions", "generator_predictions", "generator_lm_head", "sequence_summary"]

    package static func build(
        _ configuration: ModelConfiguration, weights: WeightReader
    ) throws(ModelError) -> Architecture {
        var keys = BertKeys()
        keys.embeddingSize = ("embedding_size", 128)
        keys.hiddenSize.fallback = 256
        keys.heads.fallback = 4
        keys.feedForwardSize.fallback = 1024
        let settings = try BertSettings(configuration, keys: keys)
        let layout = BertLayout(settings: settings, weights: weights.rooted(at: ["electra", ""]))
        // Sizes that are equal need no projection, and the file has none.
        let projection =
            settings.embeddingSize == settings.hiddenSize
            ? nil
            : try layout.weights.packedLinear(
                "embeddings_project", inputs: settings.embeddingSize, outputs: settings.hiddenSize)
        return layout.architecture(
            family: "electra", embedding: try layout.embedding(projection: projection),
            layers: try layout.layers(at: "encoder.layer"))
    }
}
