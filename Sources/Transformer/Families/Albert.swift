private import Tensors

/// AlbertModel (Lan et al. 2020): a narrow embedding that is projected, and few layers that are used again and again.
///
/// `num_hidden_layers` counts passes through a group of layers; the passes are shared evenly among `num_hidden_groups` groups of
/// `inner_group_num` layers each. Every pass through every layer has attention maps of its own.
package enum Albert: ModelFamily {
    package static let modelTypes = ["albert"]
    package static let classPrefixes = ["Albert"]
    package static let unreadParts = BertLayout.unreadParts + ["predictions", "sop_classifier"]

    package static func build(
        _ configuration: ModelConfiguration, weights: WeightReader
    ) throws(ModelError) -> Architecture {
        var keys = BertKeys()
        keys.vocabularySize.fallback = 30_000
        keys.embeddingSize = ("embedding_size", 128)
        keys.hiddenSize.fallback = 4096
        keys.heads.fallback = 64
        keys.feedForwardSize.fallback = 16_384
        keys.activation.fallback = "gelu_new"
        let settings = try BertSettings(configuration, keys: keys)
        let groupCount = try configuration.integer("num_hidden_groups", in: 1...settings.layers, default: 1)
        let groupSize = try configuration.integer("inner_group_num", in: 1...64, default: 1)
        let layout = BertLayout(settings: settings, weights: weights.rooted(at: ["albert", ""]))
        let projection = try layout.weights.packedLinear(
            "encoder.embedding_hidden_mapping_in", inputs: settings.embeddingSize, outputs: settings.hiddenSize)
        return layout.architecture(
            family: "albert", embedding: try layout.embedding(projection: projection),
            layers: try layers(layout, groupCount: groupCount, groupSize: groupSize))
    }

    /// All passes in order; a layer that is used again is the same weights again.
    private static func layers(
        _ layout: BertLayout, groupCount: Int, groupSize: Int
    ) throws(ModelError) -> [EncoderLayer] {
        var groups: [[EncoderLayer]] = []
        for group in 0..<groupCount {
            var layers: [EncoderLayer] = []
            for index in 0..<groupSize {
                let scope = layout.weights.scoped("encoder.albert_layer_groups.\(group).albert_layers.\(index)")
                layers.append(try layout.layer(scope, names: names))
            }
            groups.append(layers)
        }
        let passes = layout.settings.layers
        // The quotient of a quotient is what transformers computes; it rounds differently from pass · groupCount / passes.
        let passesPerGroup = Double(passes) / Double(groupCount)
        return (0..<passes).flatMap { groups[min(Int(Double($0) / passesPerGroup), groupCount - 1)] }
    }

    private static let names = BertLayerNames(
        attention: AttentionNames(
            query: "attention.query", key: "attention.key", value: "attention.value", output: "attention.dense"),
        attentionNorm: "attention.LayerNorm", inner: "ffn", outer: "ffn_output", outputNorm: "full_layer_layer_norm")
}
