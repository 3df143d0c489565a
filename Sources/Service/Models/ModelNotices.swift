import Decoding
import JSON
import Tokenizers
import Transformer

extension DecodingOptions {
    /// What a person who serves the model should know of its own decoding options.
    func notices(
        _ generation: JSONValue?, _ configuration: JSONValue, _ decoder: ModelDescription.Stack
    ) -> [String] {
        var notices = Self.settingsWithoutEffect(generationConfig: generation, modelConfig: configuration).map {
            "its decoding setting \"\($0)\" has no effect here; transformers' generate heeds it"
        }
        do {
            try validate(vocabularySize: decoder.vocabularySize, maxPositions: decoder.maxPositions)
        } catch {
            notices.append("a request without options is refused, because of its own: \(error)")
        }
        return notices
    }
}

extension ModelDescription {
    /// What a person who serves the model should know of a tokenizer beside it.
    func notices(of tokenizer: any Tokenizer) -> [String] {
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
        return []
    }
}
