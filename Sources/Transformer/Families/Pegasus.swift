/// PegasusForConditionalGeneration (Zhang et al. 2020): summaries.
///
/// BART with pre-norm layers over sinusoidal positions, whose table checkpoints store, and without a norm after the embedding.
package enum Pegasus: ModelFamily {
    package static let modelTypes = ["pegasus"]
    package static let classPrefixes = ["Pegasus"]
    package static let unreadParts = BartLayout.unreadParts

    package static func build(
        _ configuration: ModelConfiguration, weights: WeightReader
    ) throws(ModelError) -> Architecture {
        let layout = BartLayout(
            family: "pegasus", placement: .before, normalisesEmbeddings: false, positions: BartLayout.sinusoids)
        return try layout.build(try BartSizes(configuration), configuration, weights: weights)
    }
}
