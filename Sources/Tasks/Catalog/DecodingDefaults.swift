package import Decoding
package import JSON
package import Tokenizers
package import Transformer

/// A model's own decoding options, without those that cannot be carried out.
package struct DecodingDefaults {
    package private(set) var options: DecodingOptions
    /// What a person who serves the model should know of them.
    package let notices: [String]

    /// - generation, configuration: `generation_config.json`, if there is one, and `config.json`
    package init(
        _ generation: JSONValue?, _ configuration: JSONValue, _ decoder: ModelDescription.Stack
    ) throws(DecodingError) {
        options = try DecodingOptions(generationConfig: generation, modelConfig: configuration)
        var notices = DecodingOptions.settingsWithoutEffect(generationConfig: generation, modelConfig: configuration)
            .map { "its decoding setting \"\($0)\" has no effect here; transformers' generate applies it" }
        notices += options.hiddenSettings(generationConfig: generation, modelConfig: configuration).map {
            "its \"\($0)\" in config.json has no effect, as in transformers: there is a generation_config.json, which does not set it"
        }
        if !DecodingOptions.statesLimit(generationConfig: generation, modelConfig: configuration) {
            notices.append(
                "its configuration sets neither max_length nor max_new_tokens: outputs are cut at "
                    + "\(options.maxNewTokens ?? DecodingOptions.defaultNewTokens) tokens, as in transformers, unless max_new_tokens "
                    + "says otherwise")
        }
        let (size, positions) = (decoder.vocabularySize, decoder.maxPositions)
        notices += options.leaveOutInvalid(vocabularySize: size, maxPositions: positions).map {
            "one of its own decoding settings is left out, as if it were not set: \($0)"
        }
        do {
            try options.validate(vocabularySize: size, maxPositions: positions)
        } catch {
            notices.append("a request without options is refused, because of its own: \(error)")
        }
        self.notices = notices
    }
}

extension ModelDescription {
    /// What a person who serves the model should know of a tokenizer beside it.
    package func notices(of tokenizer: any Tokenizer) -> [String] {
        let sides = [(TextSide.source, encoder)] + (decoder.map { [(.target, $0)] } ?? [])
        for (side, stack) in sides where tokenizer.vocabularySize(side: side) > stack.vocabularySize {
            return [
                "the tokenizer has ids up to \(tokenizer.vocabularySize(side: side) - 1), the model's vocabulary ends at "
                    + "\(stack.vocabularySize - 1): a text with a token beyond it is refused"
            ]
        }
        if tokenTypes > 0, let type = tokenizer.encode("", side: .source, addingSpecialTokens: true).map(\.type).max(),
            Int(type) >= tokenTypes
        {
            return [
                "the tokenizer gives tokens the type \(type), the model's types end at \(tokenTypes - 1): every text is refused"
            ]
        }
        if let languages = tokenizer.languages, languages.targets.isEmpty {
            return [
                "the tokenizer is of a multilingual class, but its files list no languages: texts get the unknown token where "
                    + "their language belongs, as in transformers; tokenizer.json lists them"
            ]
        }
        var notices: [String] = []
        if let code = tokenizer.languages?.missingSource {
            notices.append(
                "the tokenizer's source language \"\(code)\" (src_lang) has no token: texts without source_language get the unknown "
                    + "token where their language belongs; add the token, or name another src_lang in tokenizer_config.json"
            )
        }
        if let code = tokenizer.languages?.missingTarget {
            notices.append(
                "the tokenizer's target language \"\(code)\" (tgt_lang) has no token: target texts without target_language are "
                    + "taken to be in the source's language")
        }
        return notices
    }
}
