import Decoding
import Tokenizers
import Transformer

/// The languages that a task names, before a model is known.
package struct LanguageChoice: Sendable, Equatable {
    /// A code of the model's; nil: the model's default.
    package var source: String?
    /// As `source`; nil: what the model's configuration says.
    package var target: String?

    package init(source: String? = nil, target: String? = nil) {
        self.source = source
        self.target = target
    }

    fileprivate var pair: LanguagePair { LanguagePair(source: source, target: target) }
}

/// A target language and how this model is made to write it.
struct TargetLanguage {
    let code: String
    let placement: LanguagePlacement
}

extension ServedModel {
    /// Checks that the model has the languages.
    func check(_ languages: LanguageChoice) throws(Problem) -> LanguagePair {
        if let code = languages.source {
            let known = try requireLanguages(for: .sourceLanguage)
            guard !known.sources.isEmpty else {
                throw .notAvailable(
                    .sourceLanguage, "\(.sourceLanguage): the model \(name) is not told the language of its inputs.")
            }
            try check(code, among: known, for: .sourceLanguage)
        }
        if let code = languages.target {
            try check(code, among: try requireLanguages(for: .targetLanguage), for: .targetLanguage)
        }
        return languages.pair
    }

    /// nil when the task names no target language.
    func targetLanguage(of languages: LanguagePair) -> TargetLanguage? {
        languages.target.flatMap { code in
            tokenizer?.languages?.placement(ofTarget: code).map { TargetLanguage(code: code, placement: $0) }
        }
    }

    /// Languages that would change nothing about token ids are refused.
    func refuseUseless(_ languages: LanguagePair, for input: Sequences) throws(Problem) {
        guard case .ids = input.items.first else { return }
        let isInSource = targetLanguage(of: languages).map { !$0.placement.isOutsideOfSource } ?? false
        for (part, isGiven) in [
            (Place.Part.sourceLanguage, languages.source != nil), (.targetLanguage, isInSource),
        ] where isGiven {
            throw .noEffect(
                part,
                "\(part) has no effect on token ids, which are taken as they are: put the language's id among them.")
        }
    }

    /// A text that begins with a token of its own for the target language would have two of them beside the task's.
    /// - tokens: of the text, with the tokens put around it
    func refuseLanguage(
        spelledOutIn tokens: [Token], beside languages: LanguagePair, at place: Place
    ) throws(Problem) {
        guard let language = targetLanguage(of: languages), !language.placement.isOutsideOfSource,
            let token = tokens.first(where: { $0.range != nil && $0.text.isLanguagePrefix })
        else { return }
        throw .invalid(
            place,
            "\(place) has \(token.text.prefix(64)), beside \(.targetLanguage) \"\(language.code)\": name the language in one of the two places."
        )
    }

    private func requireLanguages(for part: Place.Part) throws(Problem) -> TokenizerLanguages {
        guard let languages = try requireTokenizer(for: part).languages, !languages.targets.isEmpty else {
            throw .notAvailable(part, "\(part): the model \(name) has no languages to choose from.")
        }
        return languages
    }

    private func check(
        _ code: String, among languages: TokenizerLanguages, for part: Place.Part
    ) throws(Problem) {
        guard languages.token(of: code) == nil else { return }
        let known = languages.targets
        let most = 20
        let more: Wording = known.count > most ? ", … (\(known.count) in all: \(listingOf: name))" : ""
        throw .invalid(
            Place(part),
            "\(part) \"\(code.prefix(64))\" is none of the model's languages: \(known.prefix(most).joined(separator: ", "))\(more)."
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
    /// - isForcedByClient: whether the task has a `forced_bos_token_id` of its own, which the options have already.
    mutating func write(
        in language: TargetLanguage, isForcedByClient: Bool, _ decoder: ModelDescription.Stack
    ) throws(Problem) {
        let token: Int32
        switch language.placement {
        case .beforeSource: return
        case .decoderStart(let id):
            decoderStartToken = id
            token = id
        case .forcedFirst(let id):
            if isForcedByClient, let forcedByClient = forcedBOSToken, forcedByClient != id {
                let place = Place(.option(DecodingOption.forcedBOSToken.field))
                throw .invalid(
                    place,
                    "\(place) is \(forcedByClient), but \(.targetLanguage) \"\(language.code)\" makes \(id) the first token: send one "
                        + "of the two.")
            }
            forcedBOSToken = id
            token = id
        }
        guard Int(token) < decoder.vocabularySize else {
            throw .invalid(
                Place(.targetLanguage),
                "\(.targetLanguage) \"\(language.code)\" has the token id \(token); the model's own vocabulary ends at "
                    + "\(decoder.vocabularySize - 1).")
        }
    }
}
