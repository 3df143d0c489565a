/// RobertaModel (Liu et al. 2019), and XLMRobertaModel and CamembertModel, which differ from it in their vocabularies only.
///
/// BERT, but for positions that are numbered from behind the padding token's id.
package enum Roberta: ModelFamily {
    package static let modelTypes = ["roberta", "xlm-roberta", "camembert"]
    package static let classPrefixes = ["Roberta", "XLMRoberta", "Camembert"]
    package static let unreadParts = BertLayout.unreadParts

    package static func build(
        _ configuration: ModelConfiguration, weights: WeightReader
    ) throws(ModelError) -> Architecture {
        let family = try configuration.string("model_type", default: modelTypes[0])
        var keys = BertKeys()
        if family == "roberta" { keys.vocabularySize.fallback = 50_265 }
        let settings = try BertSettings(configuration, keys: keys)
        let padding = try settings.padding(configuration)
        let layout = BertLayout(settings: settings, weights: weights.rooted(at: ["roberta", ""]))
        return layout.architecture(
            family: family, embedding: try layout.embedding(padding: padding),
            layers: try layout.layers(at: "encoder.layer"), padding: padding)
    }
}

extension BertSettings {
    /// The padding token's id, which positions are numbered beside: both tables have a row for it, and more behind it.
    fileprivate func padding(_ configuration: ModelConfiguration) throws(ModelError) -> Int32 {
        let padding = try configuration.integer("pad_token_id", in: 0...vocabularySize - 1, default: 1)
        guard padding < positionRows - 1 else {
            throw .configuration(
                key: "pad_token_id",
                message: "is \(padding), which leaves no positions of max_position_embeddings \(positionRows)")
        }
        return Int32(padding)
    }
}
