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
        for option in DecodingOption.all where option.isSetByFiles {
            if let value = source.setting(option.key) { try option.read(value, into: &self) }
        }
        decoderStartToken = try Self.startToken(source, modelConfig) ?? -1
        // As the first BARTs spelt it, before there was a generation_config.json.
        if generationConfig == nil, modelConfig.setting("force_bos_token_to_be_generated")?.boolean == true {
            forcedBOSToken = try modelConfig.setting("bos_token_id").flatMap { (value) throws(DecodingError) in
                try DecodingOption.optionalToken(value, "bos_token_id")
            }
        }

        // No model has fewer than two; what is not a number of positions is the model's to refuse.
        let positions = max(2, modelConfig.setting("max_position_embeddings")?.integer ?? .max)
        if maxNewTokens == nil, source.setting("max_length") == nil {
            maxNewTokens = min(Self.defaultNewTokens, positions - 1)
        }
        maxLength = min(maxLength, positions)
        holdNewTokens(toPositions: positions)
        holdMinimumToLimit()
    }

    /// Lets a limit of new tokens, if there is one, reach no further than the decoder's positions after the prompt, the last token
    /// needing none. For limits that are a model's own: a client's are refused by `validate` instead.
    package mutating func holdNewTokens(toPositions positions: Int) {
        maxNewTokens = maxNewTokens.map { min($0, max(1, positions - prompt.count + 1)) }
    }

    /// Leaves out what is not allowed for this model, so that a request which says nothing of it is served.
    /// - Returns: what is wrong with each that was left out. What no default can replace stays, and is refused request by request.
    package mutating func leaveOutInvalid(vocabularySize: Int, maxPositions: Int?) -> [DecodingError] {
        var errors: [DecodingError] = []
        for _ in DecodingOption.all {
            do {
                try validate(vocabularySize: vocabularySize, maxPositions: maxPositions)
                break
            } catch {
                guard case .invalid(let field, _) = error, !errors.contains(error),
                    let option = DecodingOption.all.first(where: { $0.field == field }), option.isSetByFiles
                else { break }
                option.reset(&self)
                errors.append(error)
            }
        }
        return errors
    }

    /// HF's `max_length` when nothing sets it; it then counts new tokens only.
    package static let defaultNewTokens = 20

    /// Whether a model's configuration says how long its outputs may be.
    package static func statesLimit(generationConfig: JSONValue?, modelConfig: JSONValue) -> Bool {
        let source = generationConfig ?? modelConfig
        return source.setting("max_length") != nil || source.setting("max_new_tokens") != nil
    }

    /// Settings in `config.json` that would change what is generated, were there no `generation_config.json`, which lacks them.
    package func hiddenSettings(generationConfig: JSONValue?, modelConfig: JSONValue) -> [String] {
        guard let generationConfig else { return [] }
        var hidden = DecodingOption.all.filter { option in
            // Padding changes nothing about one sequence.
            guard option.isSetByFiles, option.key != DecodingOption.padToken.key,
                generationConfig.setting(option.key) == nil,
                let value = modelConfig.setting(option.key)
            else { return false }
            var options = self
            do { try option.read(value, into: &options) } catch { return false }
            return options != self
        }.map(\.key)
        let old = "force_bos_token_to_be_generated"
        if modelConfig.setting(old)?.boolean == true, forcedBOSToken == nil { hidden.append(old) }
        return hidden
    }

    /// transformers takes the first of these that there is, but does not look into `config.json` beside a
    /// `generation_config.json`: then it refuses to generate, and we use the token that the model was trained with.
    private static func startToken(_ source: JSONValue, _ modelConfig: JSONValue) throws(DecodingError) -> Int32? {
        for (file, key) in [
            (source, "decoder_start_token_id"), (source, "bos_token_id"), (modelConfig, "decoder_start_token_id"),
        ] {
            guard let value = file.setting(key) else { continue }
            // A list names the start of each sequence of a batch; there is one sequence here.
            if let elements = value.elements, elements.count == 1 { return try DecodingOption.token(elements[0], key) }
            return try DecodingOption.token(value, key)
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
        ("top_h", nil), ("epsilon_cutoff", 0), ("eta_cutoff", 0), ("remove_invalid_values", nil), ("guidance_scale", 1),
        ("watermarking_config", nil), ("token_healing", nil), ("num_beam_groups", 1), ("diversity_penalty", 0),
        ("penalty_alpha", 0), ("force_words_ids", nil), ("constraints", nil), ("stop_strings", nil), ("max_time", nil),
    ]
}

extension JSONValue {
    /// A member that is not null: Python writes None for what is not set.
    fileprivate func setting(_ key: String) -> JSONValue? {
        guard let value = self[key], !value.isNull else { return nil }
        return value
    }
}
