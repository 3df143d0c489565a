import Decoding
import JSON
import Tokenizers

extension JSONWriter {
    /// The codes that a request can name, in which fields, and what holds when it names none.
    /// - decodingDefaults: nil for a model without a decoder.
    mutating func languages(of tokenizer: (any Tokenizer)?, decodingDefaults: DecodingOptions?) {
        let languages = tokenizer?.languages
        key("languages")
        array { writer in for code in languages?.targets ?? [] { writer.value(code) } }
        key("language_fields")
        array { writer in
            if languages?.sources.isEmpty == false { writer.value(LanguageRequest.sourceField.name) }
            if decodingDefaults != nil, languages?.targets.isEmpty == false {
                writer.value(LanguageRequest.targetField.name)
            }
        }
        key("source_language")
        optional(languages?.defaultSource)
        key("target_language")
        optional(decodingDefaults.flatMap { languages?.target(of: $0) })
    }
}

extension TokenizerLanguages {
    /// The language that a request without `target_language` gets, where the model's own decoding options name one.
    fileprivate func target(of options: DecodingOptions) -> String? {
        targets.first { code in
            switch placement(ofTarget: code) {
            case .decoderStart(let id): id == options.decoderStartToken
            case .forcedFirst(let id): id == options.forcedBOSToken
            case .beforeSource, nil: false
            }
        }
    }
}
