/// MarianMTModel: OPUS-MT's translation models (Junczys-Dowmunt et al. 2018) as Hugging Face stores them.
///
/// Post-norm layers, sinusoidal positions that are computed unless the checkpoint stores its own table, and a bias on the logits.
/// Source and target share one vocabulary, or each has its own.
package enum Marian: ModelFamily {
    package static let modelTypes = ["marian"]
    package static let classPrefixes = ["Marian"]
    package static let unreadParts = BartLayout.unreadParts

    package static func build(
        _ configuration: ModelConfiguration, weights: WeightReader
    ) throws(ModelError) -> Architecture {
        let sharesVocabulary = try configuration.flag("share_encoder_decoder_embeddings", default: true)
        let hasOwnVocabulary = !sharesVocabulary && configuration.value("decoder_vocab_size") != nil
        let sizes = try BartSizes(
            configuration, defaults: .init(vocabularySize: 58_101),
            decoderVocabularySize: hasOwnVocabulary
                ? try configuration.integer("decoder_vocab_size", in: 1...16_777_216) : nil)
        let layout = BartLayout(
            family: "marian", placement: .after, normalisesEmbeddings: false, sharesVocabulary: sharesVocabulary,
            positions: BartLayout.sinusoids)
        return try layout.build(sizes, configuration, weights: weights)
    }
}
