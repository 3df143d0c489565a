/// MBartForConditionalGeneration (Liu et al. 2020; with 50 languages Tang et al. 2020): translation.
///
/// BART with pre-norm layers.
package enum MBart: ModelFamily {
    package static let modelTypes = ["mbart"]
    package static let classPrefixes = ["MBart"]
    package static let unreadParts = BartLayout.unreadParts + ["classification_head", "qa_outputs"]

    package static func build(
        _ configuration: ModelConfiguration, weights: WeightReader
    ) throws(ModelError) -> Architecture {
        let layout = BartLayout(
            family: "mbart", placement: .before, normalisesEmbeddings: true, positions: BartLayout.learnedPositions)
        return try layout.build(try BartSizes(configuration), configuration, weights: weights)
    }
}
