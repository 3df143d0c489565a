private import Tensors

/// M2M100ForConditionalGeneration (Fan et al. 2021) and NLLB (Costa-jussà et al. 2022): translation between many languages.
///
/// BART with pre-norm layers over fairseq's sinusoids, which are numbered beside the padding; nothing is added to the logits.
package enum M2M100: ModelFamily {
    package static let modelTypes = ["m2m_100"]
    package static let classPrefixes = ["M2M100"]
    /// Tables of positions that old checkpoints have: "embed_positions.weights".
    package static let unreadParts = BartLayout.unreadParts + ["weights"]

    package static func build(
        _ configuration: ModelConfiguration, weights: WeightReader
    ) throws(ModelError) -> Architecture {
        let sizes = try BartSizes(
            configuration, defaults: .init(vocabularySize: 128_112, activation: "relu", scalesEmbedding: true))
        let positions = try positions(configuration, sizes, weights)
        let layout = BartLayout(
            family: "m2m_100", placement: .before, normalisesEmbeddings: false, hasLogitsBias: false,
            positions: { (_, _) throws(ModelError) in positions })
        return try layout.build(sizes, configuration, weights: weights)
    }

    /// Of both stacks. Padding, if a client sends it, gets zeros.
    private static func positions(
        _ configuration: ModelConfiguration, _ sizes: BartSizes, _ weights: WeightReader
    ) throws(ModelError) -> Positions {
        guard sizes.hiddenSize >= 4 else {
            throw .configuration(key: "d_model", message: "is \(sizes.hiddenSize): too few for sinusoidal positions")
        }
        let padding = try configuration.integer(
            "pad_token_id", in: 0...sizes.encoder.vocabularySize - 1, default: 1)
        try sizes.checkComputedPositions(rows: sizes.maxPositions + padding + 1)
        let table = fairseqPositions(positions: sizes.maxPositions + padding + 1, hiddenSize: sizes.hiddenSize)
        table.rows(padding..<padding + 1).multiply(by: 0)
        weights.hold(table)
        return .besidePadding(table, padding: Int32(padding))
    }
}
