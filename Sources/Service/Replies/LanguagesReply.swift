import JSON
import Tokenizers

extension JSONWriter {
    /// The codes that a request can name, in which fields, and what holds when it names none.
    mutating func languages(of served: ServedModel) {
        let languages = served.tokenizer?.languages
        key("languages")
        array { writer in for code in languages?.targets ?? [] { writer.value(code) } }
        key("language_fields")
        array { writer in
            if languages?.sources.isEmpty == false { writer.value(LanguageRequest.sourceField.name) }
            if served.description.decoder != nil, languages?.targets.isEmpty == false {
                writer.value(LanguageRequest.targetField.name)
            }
        }
        key("source_language")
        optional(languages?.defaultSource)
        key("target_language")
        optional(served.defaultTargetLanguage)
    }
}

extension ServedModel {
    /// The language that a request without `target_language` gets, where the model's own decoding options name one.
    fileprivate var defaultTargetLanguage: String? {
        guard let languages = tokenizer?.languages else { return nil }
        return languages.targets.first { code in
            switch languages.placement(ofTarget: code) {
            case .decoderStart(let id): id == decodingDefaults.decoderStartToken
            case .forcedFirst(let id): id == decodingDefaults.forcedBOSToken
            case .beforeSource, nil: false
            }
        }
    }
}
