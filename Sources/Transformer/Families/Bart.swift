/// BartForConditionalGeneration (Lewis et al. 2020): summaries, mostly.
///
/// Post-norm layers over learned positions, with a norm after the embedding.
package enum Bart: ModelFamily {
    package static let modelTypes = ["bart"]
    package static let classPrefixes = ["Bart"]
    package static let unreadParts = BartLayout.unreadParts + ["classification_head", "qa_outputs", "version"]

    package static func build(
        _ configuration: ModelConfiguration, weights: WeightReader
    ) throws(ModelError) -> Architecture {
        let layout = BartLayout(
            family: "bart", placement: .after, normalisesEmbeddings: true, positions: BartLayout.learnedPositions)
        return try layout.build(try BartSizes(configuration), configuration, weights: weights)
    }
}
