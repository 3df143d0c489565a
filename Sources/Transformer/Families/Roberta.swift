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
        let padding = try configuration.integer("pad_token_id", in: 0...settings.vocabularySize - 1, default: 1)
        let layout = BertLayout(
            settings: settings, weights: weights.rooted(at: ["roberta", ""]),
            padding: try settings.numbering(beside: padding))
        return layout.architecture(
            family: family, embedding: try layout.embedding(), layers: try layout.layers(at: "encoder.layer"))
    }
}
