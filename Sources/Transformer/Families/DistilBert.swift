/// DistilBertModel (Sanh et al. 2019): BERT with half the layers and no token types, under names of its own.
///
/// Its positions are stored whether they were learned or are sinusoids.
package enum DistilBert: ModelFamily {
    package static let modelTypes = ["distilbert"]
    package static let classPrefixes = ["DistilBert"]
    package static let unreadParts =
        BertLayout.unreadParts + ["vocab_transform", "vocab_layer_norm", "vocab_projector", "pre_classifier"]

    package static func build(
        _ configuration: ModelConfiguration, weights: WeightReader
    ) throws(ModelError) -> Architecture {
        let settings = try BertSettings(configuration, keys: keys(configuration))
        let layout = BertLayout(settings: settings, weights: weights.rooted(at: ["distilbert", ""]))
        return layout.architecture(
            family: "distilbert", embedding: try layout.embedding(),
            layers: try layout.layers(at: "transformer.layer", names: names))
    }

    /// transformers takes three sizes by BERT's names too.
    private static func keys(_ configuration: ModelConfiguration) -> BertKeys {
        func key(_ own: String, or other: String, _ fallback: Int) -> BertKeys.Key {
            (configuration.value(own) == nil && configuration.value(other) != nil ? other : own, fallback)
        }
        var keys = BertKeys()
        keys.hiddenSize = key("dim", or: "hidden_size", 768)
        keys.layers = key("n_layers", or: "num_hidden_layers", 6)
        keys.heads = key("n_heads", or: "num_attention_heads", 12)
        keys.feedForwardSize = ("hidden_dim", 3072)
        keys.tokenTypes = nil
        keys.activation = ("activation", "gelu")
        keys.epsilon = nil
        return keys
    }

    private static let names = BertLayerNames(
        attention: AttentionNames(
            query: "attention.q_lin", key: "attention.k_lin", value: "attention.v_lin", output: "attention.out_lin"),
        attentionNorm: "sa_layer_norm", inner: "ffn.lin1", outer: "ffn.lin2", outputNorm: "output_layer_norm")
}
