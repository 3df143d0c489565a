package import JSON

extension DecodingOptions {
    /// A model's own defaults, found as transformers' `from_pretrained` finds them: in `generation_config.json` alone when there is
    /// one, else in `config.json`, where older checkpoints have them.
    ///
    /// Without any limit of length, 20 new tokens are generated. Lengths are held to the model's `max_position_embeddings`.
    /// - Throws: a known key is of a wrong type. Unknown keys are ignored; see `settingsWithoutEffect`.
    package init(generationConfig: JSONValue?, modelConfig: JSONValue) throws(DecodingError) {
        self.init()
        let source = generationConfig ?? modelConfig
        for option in DecodingOption.all {
            if let value = source.setting(option.key) { try option.read(value, &self) }
        }
        decoderStartToken = try Self.startToken(source, modelConfig) ?? -1

        // No model has fewer than two; what is not a number of positions is the model's to refuse.
        let positions = max(2, modelConfig.setting("max_position_embeddings")?.integer ?? .max)
        if maxNewTokens == nil, source.setting("max_length") == nil {
            maxNewTokens = min(Self.defaultNewTokens, positions - 1)
        }
        maxLength = min(maxLength, positions)
        holdNewTokens(toPositions: positions)
    }

    /// Lets a limit of new tokens, if there is one, reach no further than the decoder's positions after the prompt, the last token
    /// needing none. For limits that are a model's own: a client's are refused by `validate` instead.
    package mutating func holdNewTokens(toPositions positions: Int) {
        maxNewTokens = maxNewTokens.map { min($0, max(1, positions - prompt.count + 1)) }
    }

    /// HF's `max_length` when nothing sets it; it then counts new tokens only.
    private static let defaultNewTokens = 20

    /// transformers takes the first of these that there is, but does not look into `config.json` beside a
    /// `generation_config.json`: then it refuses to generate, and we use the token that the model was trained with.
    private static func startToken(_ source: JSONValue, _ modelConfig: JSONValue) throws(DecodingError) -> Int32? {
        for (file, key) in [
            (source, "decoder_start_token_id"), (source, "bos_token_id"), (modelConfig, "decoder_start_token_id"),
        ] {
            if let value = file.setting(key) { return try DecodingOption.token(value, key) }
        }
        return nil
    }

    /// Settings of a model's configuration that change what transformers generates, and that nothing here carries out. For the
    /// log: outputs may differ from the reference.
    package static func settingsWithoutEffect(generationConfig: JSONValue?, modelConfig: JSONValue) -> [String] {
        let source = generationConfig ?? modelConfig
        return neutralValues.compactMap { key, neutral in
            guard let value = source.setting(key), value.boolean != false else { return nil }
            if let neutral, value.number == neutral { return nil }
            return key
        }
    }

    /// Keys with the number that makes each of no effect, if there is one.
    private static let neutralValues: [(key: String, neutral: Double?)] = [
        ("sequence_bias", nil), ("encoder_repetition_penalty", 1), ("encoder_no_repeat_ngram_size", 0),
        ("exponential_decay_length_penalty", nil), ("suppress_tokens", nil), ("begin_suppress_tokens", nil),
        ("min_p", nil), ("top_h", nil), ("typical_p", 1), ("epsilon_cutoff", 0), ("eta_cutoff", 0),
        ("renormalize_logits", nil), ("remove_invalid_values", nil), ("guidance_scale", 1), ("num_beam_groups", 1),
        ("diversity_penalty", 0), ("penalty_alpha", 0), ("force_words_ids", nil), ("constraints", nil),
        ("stop_strings", nil), ("max_time", nil),
    ]
}

extension JSONValue {
    /// A member that is not null: Python writes None for what is not set.
    fileprivate func setting(_ key: String) -> JSONValue? {
        guard let value = self[key], !value.isNull else { return nil }
        return value
    }
}
