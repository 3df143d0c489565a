/// BertModel (Devlin et al. 2019), and what is trained from it: MiniLM, BGE, E5, GTE and other sentence embeddings.
package enum Bert: ModelFamily {
    package static let modelTypes = ["bert"]
    package static let classPrefixes = ["Bert"]
    package static let unreadParts = BertLayout.unreadParts

    package static func build(
        _ configuration: ModelConfiguration, weights: WeightReader
    ) throws(ModelError) -> Architecture {
        let layout = BertLayout(
            settings: try BertSettings(configuration, keys: BertKeys()), weights: weights.rooted(at: ["bert", ""]))
        return layout.architecture(
            family: "bert", embedding: try layout.embedding(), layers: try layout.layers(at: "encoder.layer"))
    }
}
