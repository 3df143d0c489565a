package import Tensors

/// What `T5Config` and its relatives' configurations say, checked.
package struct T5Sizes: Sendable {
    package let hiddenSize: Int
    package let encoder: ModelDescription.Stack
    package let decoder: ModelDescription.Stack
    package let attention: AttentionSize
    package let activation: Activation
    package let isGated: Bool
    package let normEpsilon: Float
    package let bucketCount: Int
    package let maxDistance: Int

    package init(_ configuration: ModelConfiguration, defaults: Defaults) throws(ModelError) {
        hiddenSize = try configuration.integer("d_model", orCommonly: "hidden_size", in: 1...65_536, default: 512)
        let heads = try configuration.integer(
            "num_heads", orCommonly: "num_attention_heads", in: 1...4096, default: defaults.heads)
        // Scores are not scaled: training was meant to find the size of the weights.
        attention = AttentionSize(
            heads: heads,
            headDim: try configuration.integer("d_kv", orCommonly: "head_dim", in: 1...65_536, default: 64), scale: 1)
        bucketCount = try configuration.integer("relative_attention_num_buckets", in: 1...65_536, default: 32)
        maxDistance = try configuration.integer("relative_attention_max_distance", in: 1...1_048_576, default: 128)
        normEpsilon = Float(try configuration.number("layer_norm_epsilon", in: 0...1, default: 1e-6))
        (activation, isGated) = try Self.feedForward(configuration, defaults)

        let vocabularySize = try configuration.integer(
            "vocab_size", in: 1...16_777_216, default: defaults.vocabularySize)
        let feedForwardSize = try configuration.integer("d_ff", in: 1...1_048_576, default: defaults.feedForwardSize)
        let layers = 1...1024
        encoder = ModelDescription.Stack(
            layers: try configuration.integer(
                "num_layers", orCommonly: "num_hidden_layers", in: layers, default: defaults.layers),
            heads: heads, feedForwardSize: feedForwardSize, vocabularySize: vocabularySize, maxPositions: nil)
        // A decoder as deep as the encoder, by its own key alone.
        let depth = try configuration.integer("num_layers", in: layers, default: defaults.layers)
        decoder = ModelDescription.Stack(
            layers: try configuration.integer("num_decoder_layers", in: layers, default: depth), heads: heads,
            feedForwardSize: feedForwardSize, vocabularySize: vocabularySize, maxPositions: nil)
    }

    /// Values of keys that a configuration leaves out, where families differ.
    package struct Defaults: Sendable {
        let vocabularySize: Int
        let heads: Int
        let layers: Int
        let feedForwardSize: Int
        let feedForward: String

        package static let t5 = Defaults(
            vocabularySize: 32_128, heads: 8, layers: 6, feedForwardSize: 2048, feedForward: "relu")
        /// mT5 and UMT5.
        package static let multilingual = Defaults(
            vocabularySize: 250_112, heads: 6, layers: 8, feedForwardSize: 1024, feedForward: "gated-gelu")
    }

    /// `feed_forward_proj` is "relu", "gated-gelu" and so on; what transformers makes of it may also be there, and then decides.
    private static func feedForward(
        _ configuration: ModelConfiguration, _ defaults: Defaults
    ) throws(ModelError) -> (Activation, isGated: Bool) {
        let key = "feed_forward_proj"
        let projection = try configuration.string(key, default: defaults.feedForward)
        let parts = projection.split(separator: "-").map(String.init)
        guard let last = parts.last, parts.count == 1 || (parts.count == 2 && parts[0] == "gated") else {
            throw .configuration(key: key, message: "\"\(projection)\" is not an activation or gated-<activation>")
        }
        let name = projection == "gated-gelu" ? "gelu_new" : last
        guard configuration.value("dense_act_fn") != nil || Activation(huggingFaceName: name) != nil else {
            throw .configuration(
                key: key,
                message:
                    "\"\(projection)\" is not served; served are \(Activation.servedNames), also as gated-<one of them>"
            )
        }
        return (
            try configuration.activation("dense_act_fn", default: name),
            try configuration.flag("is_gated_act", default: parts.count == 2)
        )
    }
}
