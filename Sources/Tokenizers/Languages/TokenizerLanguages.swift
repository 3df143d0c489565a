/// The languages of a multilingual model, and how the model is told which of them a text is in.
package struct TokenizerLanguages: Sendable {
    /// Where the code of the target language goes.
    enum Place: Sendable { case decoderStart, forcedFirst, beforeSource }

    /// Codes that are listed for a source text, as clients send them: "en_XX" (mBART), "fra_Latn" (NLLB), "en" (M2M100).
    /// Empty when the model is not told the language of its source (Marian).
    package let sources: [String]
    /// Codes that are listed for a target text.
    package let targets: [String]
    /// What a source text is taken to be in when nothing is named.
    package let defaultSource: String?
    /// What a target text is in when nothing is named; nil when the tokenizer's configuration does not say.
    package let defaultTarget: String?
    /// The two codes of the tokenizer's settings, or of its class, that no token stands for.
    package let missingSource: String?
    package let missingTarget: String?

    let place: Place
    /// Of codes that can be named, listed or not.
    private let ids: [String: Int32]

    /// - codes: languages and their ids, in the order in which they are listed to people.
    /// - unlisted: other tokens that are languages when somebody names them.
    /// - defaultSource, defaultTarget: left out when no token stands for them; else they are listed, too.
    init(
        _ codes: [(code: String, id: Int32)], unlisted: [(code: String, id: Int32)] = [], place: Place,
        defaultSource: String?, defaultTarget: String?
    ) {
        let ids = Dictionary((codes + unlisted).map { ($0.code, $0.id) }, uniquingKeysWith: { first, _ in first })
        func known(_ code: String?) -> String? { code.flatMap { ids[$0] == nil ? nil : $0 } }
        self.ids = ids
        self.place = place
        self.defaultSource = place == .beforeSource ? nil : known(defaultSource)
        self.defaultTarget = known(defaultTarget)
        missingSource = place == .beforeSource || self.defaultSource != nil ? nil : defaultSource
        missingTarget = self.defaultTarget == nil ? defaultTarget : nil
        var listed = codes.map(\.code)
        for code in [self.defaultSource, self.defaultTarget].compactMap(\.self) where !listed.contains(code) {
            listed.append(code)
        }
        targets = listed
        sources = place == .beforeSource ? [] : listed
    }

    /// The id that stands for a language, listed or not; nil for a code that the model does not have.
    package func token(of code: String) -> Int32? { ids[code] }

    /// How the model is made to write a language; nil for a code that it does not have.
    package func placement(ofTarget code: String) -> LanguagePlacement? {
        ids[code].map { id in
            switch place {
            case .decoderStart: .decoderStart(id)
            case .forcedFirst: .forcedFirst(id)
            case .beforeSource: .beforeSource(id)
            }
        }
    }
}

/// How a model is made to write in a language.
package enum LanguagePlacement: Sendable, Equatable {
    /// The decoder starts with this token in place of its usual start token (mBART).
    case decoderStart(Int32)
    /// The decoder starts as usual, and this token is forced to be the first one that it generates (mBART-50, M2M100, NLLB).
    case forcedFirst(Int32)
    /// The source text begins with this token, which `encode` puts there; the decoder needs nothing (Marian).
    case beforeSource(Int32)
}

/// The languages that a request names. nil, like a code that the model does not have, stands for the model's default.
package struct LanguagePair: Sendable, Equatable {
    package var source: String?
    package var target: String?

    package init(source: String? = nil, target: String? = nil) {
        self.source = source
        self.target = target
    }
}
