import Decoding
import Tokenizers
import Transformer

/// The languages that a request names, before a model is known.
struct LanguageRequest: Sendable {
    static let sourceField = Field(
        "source_language", optional: .string,
        "Language of the input, a code of the model's (GET /models); the model's default when left out.")
    static let targetField = Field(
        "target_language", optional: .string,
        "Language of the output, a code of the model's (GET /models); what its configuration says when left out.")

    var source: String?
    var target: String?

    /// - read: of a request that has both fields.
    init(_ read: FieldReader) throws(ServiceError) {
        source = try read(Self.sourceField)
        target = try read(Self.targetField)
    }

    init(source: String?) { self.source = source }

    fileprivate var pair: LanguagePair { LanguagePair(source: source, target: target) }
}

/// A target language and how this model is made to write it.
struct TargetLanguage {
    let code: String
    let placement: LanguagePlacement
}

extension ServedModel {
    /// Checks that the model has the languages.
    func check(_ languages: LanguageRequest) throws(ServiceError) -> LanguagePair {
        if let code = languages.source {
            let field = LanguageRequest.sourceField.name
            let known = try requireLanguages(for: field)
            guard !known.sources.isEmpty else {
                throw .notAvailable(
                    param: field, message: "\(field): the model \(name) is not told the language of its inputs.")
            }
            try check(code, among: known, field: field)
        }
        if let code = languages.target {
            let field = LanguageRequest.targetField.name
            try check(code, among: try requireLanguages(for: field), field: field)
        }
        return languages.pair
    }

    /// nil when the request names no target language.
    func targetLanguage(of languages: LanguagePair) -> TargetLanguage? {
        languages.target.flatMap { code in
            tokenizer?.languages?.placement(ofTarget: code).map { TargetLanguage(code: code, placement: $0) }
        }
    }

    /// Languages that would change nothing about token ids are refused.
    func refuseUseless(_ languages: LanguagePair, for input: Sequences) throws(ServiceError) {
        guard case .ids = input.items.first else { return }
        let isInSource = targetLanguage(of: languages).map { !$0.placement.isOutsideOfSource } ?? false
        for (field, isGiven) in [
            (LanguageRequest.sourceField.name, languages.source != nil), (LanguageRequest.targetField.name, isInSource),
        ] where isGiven {
            throw .noEffect(
                param: field,
                message:
                    "\(field) has no effect on token ids, which are taken as they are: put the language's id among them."
            )
        }
    }

    /// A text that begins with a token of its own for the target language would have two of them beside `target_language`.
    /// - tokens: of the text, with the tokens put around it
    func refuseLanguage(
        spelledOutIn tokens: [Token], beside languages: LanguagePair, path: String
    ) throws(ServiceError) {
        guard let language = targetLanguage(of: languages), !language.placement.isOutsideOfSource,
            let token = tokens.first(where: { $0.range != nil && $0.text.isLanguagePrefix })
        else { return }
        let field = LanguageRequest.targetField.name
        throw .invalid(
            param: path,
            "\(path) has \(token.text.prefix(64)), beside \(field) \"\(language.code)\": name the language in one of the two places."
        )
    }

    private func requireLanguages(for field: String) throws(ServiceError) -> TokenizerLanguages {
        guard let languages = try requireTokenizer(for: field).languages, !languages.targets.isEmpty else {
            throw .notAvailable(
                param: field, message: "\(field): the model \(name) has no languages to choose from.")
        }
        return languages
    }

    private func check(
        _ code: String, among languages: TokenizerLanguages, field: String
    ) throws(ServiceError) {
        guard languages.token(of: code) == nil else { return }
        let known = languages.targets
        let most = 20
        let more = known.count > most ? ", … (\(known.count) in all: GET /models/\(name))" : ""
        throw .invalid(
            param: field,
            "\(field) \"\(code.prefix(64))\" is none of the model's languages: \(known.prefix(most).joined(separator: ", "))\(more)."
        )
    }
}

extension String {
    /// Whether a token is of the form in which a text of Marian's models names its target language: ">>fra<<".
    fileprivate var isLanguagePrefix: Bool { utf8.count > 4 && hasPrefix(">>") && hasSuffix("<<") }
}

extension LanguagePlacement {
    /// Whether a source text is the same whatever the target language.
    var isOutsideOfSource: Bool {
        if case .beforeSource = self { return false }
        return true
    }
}

extension DecodingOptions {
    /// Makes the decoder write a language: what `generate` is told by `forced_bos_token_id` or `decoder_start_token_id`.
    /// - isForcedByClient: whether the request has a `forced_bos_token_id` of its own, which the options have already.
    mutating func write(
        in language: TargetLanguage, isForcedByClient: Bool, _ decoder: ModelDescription.Stack
    ) throws(ServiceError) {
        let token: Int32
        switch language.placement {
        case .beforeSource: return
        case .decoderStart(let id):
            decoderStartToken = id
            token = id
        case .forcedFirst(let id):
            if isForcedByClient, let forcedByClient = forcedBOSToken, forcedByClient != id {
                let field = DecodingOption.forcedBOSToken.field
                throw .invalid(
                    param: field,
                    "\(field) is \(forcedByClient), but target_language \"\(language.code)\" makes \(id) the first token: send one of "
                        + "the two.")
            }
            forcedBOSToken = id
            token = id
        }
        guard Int(token) < decoder.vocabularySize else {
            throw .invalid(
                param: LanguageRequest.targetField.name,
                "target_language \"\(language.code)\" has the token id \(token); the model's own vocabulary ends at "
                    + "\(decoder.vocabularySize - 1).")
        }
    }
}
