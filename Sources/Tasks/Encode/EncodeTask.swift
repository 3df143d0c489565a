package import Tokenizers
package import Transformer

/// Sequences to be encoded to hidden states or embeddings, on request with the encoder's attention.
package struct EncodeTask: Sendable {
    /// nil: the default one.
    package var model: String?
    package var input: Sequences
    package var overflow = Overflow.error
    /// Where inputs that are too long lose tokens; nil: where the tokenizer says.
    package var truncationSide: TruncationSide?
    package var languages = LanguageChoice()
    /// A text that is put before each text.
    package var prompt: String?
    /// One of the model's own prompts instead; neither: the model's default.
    package var promptName: String?
    /// nil: the model's own.
    package var pooling: Pooling?
    /// Whether hidden states are not what is wanted, where neither the task nor the model has a pooling.
    package var needsEmbedding = false
    /// nil: the model's own.
    package var normalize: Bool?
    /// Numbers of an embedding that are kept, the first ones, scaled to unit length unless `normalize` is false; nil: all.
    package var dimensions: Int?
    /// nil: no maps.
    package var attention: AttentionChoice?

    package init(model: String? = nil, input: Sequences) {
        self.model = model
        self.input = input
    }

    func embedding(of served: ServedModel) throws(Problem) -> EmbeddingOptions {
        let defaults = served.embeddingDefaults
        var embedding = defaults
        if let pooling {
            guard defaults.takes(pooling) else {
                throw .invalid(
                    Place(.pooling),
                    "The modules behind this model's pooling take what its own one gives, \(defaults.pooling.name): leave "
                        + "\(.pooling) out, or ask for none.")
            }
            embedding.pooling = pooling
        }
        if let normalize { embedding.normalize = normalize }
        guard embedding.pooling == .none else {
            if let dimensions {
                let size = embedding.size(hiddenSize: served.description.hiddenSize)
                guard 1...size ~= dimensions else {
                    throw .outOfRange(Place(.dimensions), value: dimensions, expected: "an integer from 1 to \(size)")
                }
                embedding.dimensions = dimensions
                embedding.normalize = normalize ?? true
            }
            return embedding
        }
        guard !needsEmbedding else {
            throw Problem(
                .noPooling, Place(.model),
                "The model \"\(served.name)\" has no pooling of its own, so its hidden states do not become one embedding. Whoever "
                    + "runs the server can set \"pooling\" for it, in heed-model.json in its directory or in the setting model_settings."
            )
        }
        if normalize == true {
            throw .noEffect(
                .normalize,
                "\(.normalize) scales an embedding, and \(.pooling) \"none\" returns none: choose a pooling.")
        }
        if dimensions != nil {
            throw .noEffect(
                .dimensions,
                "\(.dimensions) cuts an embedding, and \(.pooling) \"none\" returns none: choose a pooling.")
        }
        embedding.normalize = false
        return embedding
    }

    /// What is put before each text; nil: nothing.
    func prompt(of served: ServedModel) throws(Problem) -> String? {
        guard let part = promptName != nil ? Place.Part.promptName : prompt != nil ? .prompt : nil else {
            // Ids are taken as they are.
            guard !input.isOfIDs, let prompts = served.modules?.prompts else { return nil }
            return prompts.defaultName.flatMap { prompts.texts[$0] }
        }
        guard promptName == nil || prompt == nil else {
            throw .noEffect(.promptName, "\(.promptName) has no effect beside \(.prompt): send one of the two.")
        }
        guard !input.isOfIDs else {
            throw .noEffect(part, "\(part) has no effect on token ids, which are taken as they are.")
        }
        guard let promptName else { return prompt }
        let known = served.modules?.prompts.texts ?? [:]
        guard !known.isEmpty else {
            throw .notAvailable(.promptName, "\(.promptName): the model \(served.name) has no prompts.")
        }
        guard let text = known[promptName] else {
            let names = known.keys.sorted().joined(separator: ", ")
            throw .invalid(
                Place(.promptName),
                "\(.promptName) \"\(promptName.prefix(64))\" is none of the model's prompts: \(names).")
        }
        return text
    }
}
