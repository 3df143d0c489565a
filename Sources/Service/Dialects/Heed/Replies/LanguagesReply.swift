import Decoding
import JSON
import Tokenizers

/// The codes that a request can name, in which fields, and what holds when it names none.
struct LanguagesReply {
    fileprivate let languages: TokenizerLanguages?
    /// nil for a model without a decoder.
    fileprivate let decodingDefaults: DecodingOptions?

    init(of tokenizer: (any Tokenizer)?, decodingDefaults: DecodingOptions?) {
        languages = tokenizer?.languages
        self.decodingDefaults = decodingDefaults
    }

    fileprivate var fields: [String] {
        let targetIsOne = decodingDefaults != nil && languages?.targets.isEmpty == false
        return (languages?.sources.isEmpty == false ? [LanguageFields.source.name] : [])
            + (targetIsOne ? [LanguageFields.target.name] : [])
    }
}

extension ReplyField<LanguagesReply> {
    static let all: [ReplyField] = [
        ReplyField("languages", .array(of: .string)) { $0.languages?.targets ?? [] },
        ReplyField("language_fields", .array(of: .string)) { $0.fields },
        ReplyField("source_language", .nullable(.string)) { $0.languages?.defaultSource },
        ReplyField("target_language", .nullable(.string)) { reply in
            reply.decodingDefaults.flatMap { reply.languages?.target(of: $0) }
        },
    ]
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
