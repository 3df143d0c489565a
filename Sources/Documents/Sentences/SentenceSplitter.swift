/// Cuts text into sentences: ICU's plain breaks, and rules over them that join and break.
///
/// A line's end always ends a sentence. White space around sentences belongs to none.
package struct SentenceSplitter: Sendable {
    let rules: LanguageRules
    private let breaks: SentenceBreaks

    /// - language: an ISO 639 code, with or without script and region; nil when it is not known.
    package init(language: String? = nil) throws(DocumentError) {
        rules = LanguageRules.rules(for: language)
        breaks = try SentenceBreaks(locale: language.map(LanguageRules.code(of:)) ?? "")
    }

    /// The sentences of a text, in order: ranges of its UTF-8.
    package func sentences(of text: String) throws(DocumentError) -> [Range<Int>] {
        guard text.utf8.count < Int32.max else { throw .tooLong(bytes: text.utf8.count) }
        let scalars = ScalarText(text)
        let ends = ends(in: text, scalars)
        return scalars.lines.flatMap { line in
            sentences(of: scalars, line: scalars.trimmed(line), ends: ends).map(scalars.bytes)
        }
    }

    /// The sentences of one line: ranges of its scalars.
    ///
    /// - ends: see `ends(in:_:)`, of the whole text.
    func sentences(of text: ScalarText, line: Range<Int>, ends: [Bool]) -> [Range<Int>] {
        guard !line.isEmpty else { return [] }
        return LineOfSentences(text: text.scalars, line: line, ends: ends, rules: rules).sentences()
    }

    /// Which scalars end a sentence by ICU's rules: the last before each break that is neither white space nor closes
    /// a quote or a bracket.
    func ends(in text: String, _ scalars: ScalarText) -> [Bool] {
        var ends = [Bool](repeating: false, count: scalars.count)
        var index = 0
        var previous = 0
        breaks.forEach(in: Array(text.utf8)) { byte in
            while index < scalars.count, Int(scalars.offsets[index]) < byte { index += 1 }
            var last = index - 1
            while last >= previous, scalars.scalars[last].isWhite || QuoteRoles.canClose(scalars.scalars[last]) {
                last -= 1
            }
            if last >= previous { ends[last] = true }
            previous = index
        }
        return ends
    }
}
