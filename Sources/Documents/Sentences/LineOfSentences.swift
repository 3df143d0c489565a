/// One line, and where its sentences end. Looks at every scalar a bounded number of times.
struct LineOfSentences {
    let text: [Unicode.Scalar]
    let line: Range<Int>
    /// Scalars that end a sentence by ICU's rules, of the whole text.
    let ends: [Bool]
    let rules: LanguageRules
    let quotes: QuoteRoles

    /// A place where a sentence may end.
    struct Candidate {
        /// Where the sentence begins that may end here.
        let start: Int
        /// The signs that end it: "." or "?!" or "…".
        let signs: Range<Int>
        /// Behind the closing quotes and brackets, and emoji, that belong to it.
        let end: Int
        /// Where the next one would begin.
        let next: Int
        let hasQuote: Bool
        let hasBracket: Bool
        let hasEmoji: Bool
    }

    /// - line: neither empty nor with white space at its ends.
    init(text: [Unicode.Scalar], line: Range<Int>, ends: [Bool], rules: LanguageRules) {
        self.text = text
        self.line = line
        self.ends = ends
        self.rules = rules
        quotes = QuoteRoles(text, line: line)
    }

    func sentences() -> [Range<Int>] {
        var sentences: [Range<Int>] = []
        var start = line.lowerBound
        var index = line.lowerBound
        while index < line.upperBound {
            guard let candidate = candidate(at: index, start: start) else {
                index += 1
                continue
            }
            if candidate.next >= line.upperBound { break }
            if isEnd(candidate) {
                sentences.append(start..<candidate.end)
                start = candidate.next
                index = start
            } else {
                index = max(candidate.signs.upperBound, index + 1)
            }
        }
        sentences.append(start..<line.upperBound)
        return sentences
    }

    // MARK: Candidates

    private func candidate(at index: Int, start: Int) -> Candidate? {
        let signsEnd = endOfSigns(from: index)
        guard signsEnd > index else { return emojiCandidate(at: index, start: start) }
        var end = signsEnd
        var (hasQuote, hasBracket) = (false, false)
        while end < line.upperBound {
            // « Oui ! » has a space before what closes it.
            let closing = skipWhite(from: end)
            if closing < line.upperBound, quotes.closes(closing), closing == end || isGuillemet(text[closing]) {
                if QuoteRoles.isBracket(text[closing]) { hasBracket = true } else { hasQuote = true }
                end = closing + 1
            } else if case let more = endOfSigns(from: end), more > end, hasQuote || hasBracket {
                end = more
            } else {
                break
            }
        }
        var emojiEnd = endOfEmoji(from: skipWhite(from: end))
        let hasEmoji = emojiEnd > skipWhite(from: end)
        if hasEmoji {
            // Several with spaces between them.
            while case let more = endOfEmoji(from: skipWhite(from: emojiEnd)), more > skipWhite(from: emojiEnd) {
                emojiEnd = more
            }
            end = emojiEnd
        }
        return Candidate(
            start: start, signs: index..<signsEnd, end: end, next: skipWhite(from: end), hasQuote: hasQuote,
            hasBracket: hasBracket, hasEmoji: hasEmoji)
    }

    /// "See you 😀 Bye": an emoji alone can end a sentence before a capital.
    private func emojiCandidate(at index: Int, start: Int) -> Candidate? {
        guard index > start, text[index].value > 0x2000, !isHeart(text[index]) else { return nil }
        let end = endOfEmoji(from: index)
        guard end > index, case let next = skipWhite(from: end), next > end, next < line.upperBound, text[next].isUpper
        else {
            return nil
        }
        return Candidate(
            start: start, signs: index..<index, end: end, next: next, hasQuote: false, hasBracket: false, hasEmoji: true
        )
    }

    private func endOfSigns(from index: Int) -> Int {
        var end = index
        while end < line.upperBound {
            let scalar = text[end]
            guard scalar.isStrongEnd || scalar.isPeriod || scalar.isEllipsis || (ends[end] && endsBySign(scalar)) else {
                break
            }
            end += 1
        }
        return end
    }

    /// ICU's ends at a line's end are letters, too.
    private func endsBySign(_ scalar: Unicode.Scalar) -> Bool {
        scalar.value > 0x7F && scalar.properties.generalCategory == .otherPunctuation
    }

    private func endOfEmoji(from index: Int) -> Int {
        let end = text.emojiEnd(from: index, limit: line.upperBound)
        if end > index { return end }
        // :) ;-) :D
        guard index + 1 < line.upperBound, text[index] == ":" || text[index] == ";" else { return index }
        let mouth = text[index + 1] == "-" ? index + 2 : index + 1
        guard mouth < line.upperBound, [")", "(", "D", "P"].contains(text[mouth]) else { return index }
        return mouth + 1 == line.upperBound || text[mouth + 1].isWhite ? mouth + 1 : index
    }

    func skipWhite(from index: Int) -> Int {
        var index = index
        while index < line.upperBound, text[index].isWhite { index += 1 }
        return index
    }

    private func isGuillemet(_ scalar: Unicode.Scalar) -> Bool { scalar == "»" || scalar == "›" || scalar == "«" }

    /// "I ❤️ Rome" is one sentence.
    private func isHeart(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.value {
        case 0x2764, 0x2665, 0x1F493...0x1F49F, 0x1F5A4, 0x1F90D, 0x1F90E, 0x1F9E1: true
        default: false
        }
    }
}
