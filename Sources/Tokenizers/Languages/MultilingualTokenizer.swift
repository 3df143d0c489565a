/// A tokenizer whose special tokens say which language a text is in: mBART, mBART-50, M2M100, NLLB.
struct MultilingualTokenizer: Tokenizer {
    /// What is put around a source text.
    enum SourceLayout: Sendable {
        /// `language text </s>`
        case languageFirst
        /// `text </s> language`: mBART, and NLLB with `legacy_behaviour`.
        case languageLast
    }

    /// What cuts the text; its own special tokens are not asked for.
    private var base: any Tokenizer
    private let codes: TokenizerLanguages
    private let sourceLayout: SourceLayout
    /// The token of a code.
    private let literal: @Sendable (String) -> String
    private let endID: Int32
    private let endText: String
    /// What transformers puts where a source text's language has no token.
    private let unknownID: Int32
    private let unknownText: String

    init(
        base: any Tokenizer, languages: TokenizerLanguages, sourceLayout: SourceLayout,
        literal: @escaping @Sendable (String) -> String = { $0 }, end: (text: String, id: Int32),
        unknown: (text: String, id: Int32)
    ) {
        self.base = base
        codes = languages
        self.sourceLayout = sourceLayout
        self.literal = literal
        (endText, endID) = end
        (unknownText, unknownID) = unknown
    }

    var languages: TokenizerLanguages? { codes }

    var kind: String { base.kind }
    var cutsWordsWithSpace: Bool { base.cutsWordsWithSpace }
    var truncationSide: TruncationSide { base.truncationSide }

    func vocabularySize(side: TextSide) -> Int { base.vocabularySize(side: side) }

    func decode(_ ids: [Int32], side: TextSide) throws(TokenizerError) -> DecodedText {
        try base.decode(ids, side: side)
    }

    func textStream(side: TextSide) -> any TextStream { base.textStream(side: side) }

    func encode(_ text: String, side: TextSide, addingSpecialTokens: Bool) -> [Token] {
        encode(text, side: side, languages: LanguagePair(), addingSpecialTokens: addingSpecialTokens)
    }

    func encode(_ text: String, side: TextSide, languages: LanguagePair, addingSpecialTokens: Bool) -> [Token] {
        let tokens = base.encode(text, side: side, addingSpecialTokens: false)
        guard addingSpecialTokens else { return tokens }
        let end = Token(id: endID, text: endText, range: nil, isSpecial: true)
        let source = known(languages.source) ?? codes.defaultSource
        switch side {
        case .source:
            let language = token(of: source)
            return sourceLayout == .languageFirst ? [language] + tokens + [end] : tokens + [end, language]
        case .target:
            // The decoder of mBART starts with the language and need not predict it.
            if codes.place == .decoderStart { return tokens + [end] }
            return [token(of: known(languages.target) ?? codes.defaultTarget ?? source)] + tokens + [end]
        }
    }

    private func known(_ code: String?) -> String? { code.flatMap { codes.token(of: $0) == nil ? nil : $0 } }

    private func token(of code: String?) -> Token {
        guard let code, let id = codes.token(of: code) else {
            return Token(id: unknownID, text: unknownText, range: nil, isSpecial: true)
        }
        return Token(id: id, text: literal(code), range: nil, isSpecial: true)
    }
}

extension MultilingualTokenizer: LowercasingTokenizer {
    var lowercasing: any Tokenizer {
        var tokenizer = self
        tokenizer.base = (base as? any LowercasingTokenizer)?.lowercasing ?? base
        return tokenizer
    }
}
