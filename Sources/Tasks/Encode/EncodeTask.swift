package import Transformer

/// Sequences to be encoded to hidden states or embeddings, on request with the encoder's attention.
package struct EncodeTask: Sendable {
    /// nil: the default one.
    package var model: String?
    package var input: Sequences
    package var overflow = Overflow.error
    package var languages = LanguageChoice()
    /// nil: the model's own.
    package var pooling: Pooling?
    /// nil: the model's own.
    package var normalize: Bool?
    /// nil: no maps.
    package var attention: AttentionChoice?

    package init(model: String? = nil, input: Sequences) {
        self.model = model
        self.input = input
    }

    /// - defaults: the model's own.
    func embedding(over defaults: EmbeddingOptions) throws(Problem) -> EmbeddingOptions {
        var embedding = defaults
        if let pooling {
            guard pooling == .none || !defaults.hasSizedModules || pooling.modes.count == defaults.pooling.modes.count
            else {
                throw .invalid(
                    Place(.pooling),
                    "The modules behind this model's pooling take what its own one gives, \(defaults.pooling.name): leave "
                        + "\(.pooling) out, or ask for none.")
            }
            embedding.pooling = pooling
        }
        if let normalize { embedding.normalize = normalize }
        guard embedding.pooling == .none else { return embedding }
        if normalize == true {
            throw .noEffect(
                .normalize,
                "\(.normalize) scales an embedding, and \(.pooling) \"none\" returns none: choose a pooling.")
        }
        embedding.normalize = false
        return embedding
    }
}
