/// Whether a sentence ends at a candidate.
extension LineOfSentences {
    func isEnd(_ candidate: Candidate) -> Bool {
        guard hasRoom(candidate) else { return false }
        if let isEnd = isEndOfEastAsianQuote(candidate) { return isEnd }
        let first = firstLetter(from: candidate.next)
        guard first < line.upperBound else { return !candidate.signs.isEmpty }
        // Of ". . ." the last.
        if text[first].isPeriod || text[first].isEllipsis { return false }
        if text[first].isLower, !beginsInLowerCase(at: first) { return false }
        if candidate.signs.isEmpty { return true }
        if text[candidate.signs].contains(where: \.isEllipsis)
            || candidate.signs.count > 1 && isPeriods(candidate.signs)
        {
            return isEndOfEllipsis(candidate, first: first)
        }
        if candidate.hasQuote, hasSpeakersTag(at: first) { return false }
        guard isPeriods(candidate.signs) else { return true }
        if candidate.hasEmoji || candidate.hasQuote { return true }
        return isEndOfPeriod(candidate, first: first)
    }

    private func isPeriods(_ signs: Range<Int>) -> Bool { text[signs].allSatisfy(\.isPeriod) }

    /// A sign that is not followed by white space ends a sentence in some scripts, and nothing within a word or an
    /// address.
    private func hasRoom(_ candidate: Candidate) -> Bool {
        guard candidate.next == candidate.end, let sign = text[candidate.signs].last else { return true }
        let next = text[candidate.next]
        if candidate.hasEmoji { return next.isLetter || quotes.opens(candidate.next) || next.isDigit }
        if sign.value > 0x7F, !sign.isEllipsis { return next != "," && !isComma(next) }
        guard next.isEastAsian || (quotes.opens(candidate.next) && next.value > 0x2E80) else { return false }
        if sign.isPeriod, candidate.signs.count == 1, !candidate.hasQuote {
            return candidate.signs.lowerBound > line.lowerBound && text[candidate.signs.lowerBound - 1].isEastAsian
        }
        return !isInAddress(candidate.signs.lowerBound)
    }

    private func isComma(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar {
        case "、", "，", "،", "؛", "；", "：": true
        default: false
        }
    }

    private func isInAddress(_ index: Int) -> Bool {
        let word = String.UnicodeScalarView(text[wordStart(before: index)..<index])
        return String(word).hasPrefix("http") || String(word).hasPrefix("www.")
    }

    // MARK: East Asian quotes

    private static let particles: Set<Unicode.Scalar> = [
        "と", "を", "は", "が", "の", "に", "も", "で", "へ", "や", "か", "っ", "な",
    ]

    /// Such a quote stays whole, and what says who spoke belongs to it. nil when there is none.
    private func isEndOfEastAsianQuote(_ candidate: Candidate) -> Bool? {
        guard let sign = candidate.signs.first, let closing = quotes.closing(around: sign) else { return nil }
        if candidate.end <= closing { return false }
        let next = text[candidate.next]
        if QuoteRoles.isBracket(text[closing]) { return nil }
        if quotes.opens(candidate.next) { return true }
        if Self.particles.contains(next) || isComma(next) { return false }
        return hasEastAsianTag(at: candidate.next) ? false : nil
    }

    /// Looks for a verb of speech in the clause that begins here.
    private func hasEastAsianTag(at start: Int) -> Bool {
        guard text[start].isEastAsian else { return false }
        var end = start
        while end < line.upperBound, end - start < 16, !text[end].isStrongEnd, !isComma(text[end]), !text[end].isWhite {
            end += 1
        }
        let clause = text[start..<end]
        return rules.speech.contains { verb in
            let verb = Array(verb.unicodeScalars)
            guard let head = verb.first, head.isEastAsian, verb.count <= clause.count else { return false }
            return clause.indices.dropLast(verb.count - 1).contains {
                clause[$0] == head && clause[$0..<$0 + verb.count].elementsEqual(verb)
            }
        }
    }

    // MARK: What follows

    /// The first scalar of the next sentence that says how it begins: behind opening quotes, ¿ and a dash.
    private func firstLetter(from next: Int) -> Int {
        var index = next
        var limit = min(line.upperBound, next + 8)
        while index < limit, quotes.opens(index) || text[index].opensSentence { index = skipWhite(from: index + 1) }
        if index < line.upperBound, text[index].isDash, index + 1 < line.upperBound, !text[index + 1].isDigit {
            index = skipWhite(from: index + 1)
            limit = min(line.upperBound, index + 8)
            while index < limit, quotes.opens(index) || text[index].opensSentence { index = skipWhite(from: index + 1) }
        }
        return index
    }

    /// iPhone, config.yaml, https://… and "b) …" begin sentences although they are lower case.
    private func beginsInLowerCase(at start: Int) -> Bool {
        let token = token(at: start)
        let scalars = text[token]
        if scalars.count <= 4, scalars.last == ")", scalars.dropLast().allSatisfy(\.isLetter),
            scalars.count == 2 || isRoman(scalars.dropLast())
        {
            return true
        }
        let lower = scalars.prefix { $0.isLower }
        if lower.count <= 3, lower.count < scalars.count, scalars[lower.endIndex].isUpper { return true }
        return isFileOrAddress(scalars)
    }

    private func isFileOrAddress(_ scalars: ArraySlice<Unicode.Scalar>) -> Bool {
        var word = scalars
        while let last = word.last, [",", ".", ":", ";", "!", "?"].contains(last) { word.removeLast() }
        let string = String(String.UnicodeScalarView(word))
        if string.hasPrefix("http://") || string.hasPrefix("https://") || string.hasPrefix("www.") { return true }
        if string.hasSuffix("()") || (word.contains("_") && !string.hasPrefix("_")) { return true }
        let parts = word.split(separator: ".", omittingEmptySubsequences: false)
        guard parts.count > 1, parts.allSatisfy({ $0.first?.isLetter ?? false || $0.first?.isDigit ?? false }) else {
            return false
        }
        return !parts.allSatisfy { $0.count == 1 } && parts.contains { $0.count > 2 }
            && rules.abbreviation(string) == nil
    }

    private func isRoman(_ scalars: ArraySlice<Unicode.Scalar>) -> Bool {
        scalars.allSatisfy { ["i", "v", "x", "I", "V", "X", "L", "C", "D", "M"].contains($0) }
    }

    /// Whether the words behind a closing quote say who spoke: "Anna asked", "उसने पूछा". A lower-case beginning
    /// needs no verb.
    private func hasSpeakersTag(at first: Int) -> Bool {
        var index = first
        for number in 0..<4 {
            let word = letters(at: index)
            guard !word.isEmpty else { return false }
            let string = String(String.UnicodeScalarView(text[word]))
            if number == 0, text[word.lowerBound].isUpper, rules.starters.contains(string) { return false }
            if number > 0 || !text[word.lowerBound].isUpper, rules.speech.contains(string) { return true }
            index = word.upperBound
            guard index < line.upperBound, text[index].isWhite || text[index] == "." else { return false }
            index = skipWhite(from: text[index] == "." ? index + 1 : index)
        }
        return false
    }

    // MARK: …

    private func isEndOfEllipsis(_ candidate: Candidate, first: Int) -> Bool {
        let next = text[first]
        if candidate.hasQuote, hasSpeakersTag(at: first) { return false }
        if next.isEastAsian, candidate.next == candidate.end {
            // Within a sentence it is a pause, and so at its beginning.
            return candidate.hasQuote || candidate.signs.lowerBound - candidate.start >= 4
        }
        return next.isUpper || next.isDigit || next.isCaseless || quotes.opens(candidate.next) || next.isLower
            || text[candidate.next].opensSentence
    }

    // MARK: The period

    private func isEndOfPeriod(_ candidate: Candidate, first: Int) -> Bool {
        let period = candidate.signs.lowerBound
        let word = abbreviatedWord(before: period)
        guard !word.isEmpty else { return true }
        let letters = text[word]
        if word.lowerBound == candidate.start || isOpened(word.lowerBound, from: candidate.start), isListMarker(letters)
        {
            return false
        }
        if candidate.hasBracket { return isEndBehindBracket(word, candidate, first: first) }
        if letters.allSatisfy(\.isDigit) { return isEndOfNumber(letters, first: first) }
        if isFirstPart(word, first: first) { return false }
        if let kind = abbreviation(word, candidate) { return isEnd(of: kind, first: first) }
        if rules.hasOrdinals, letters.count > 1, letters.allSatisfy(\.isUpper), isRoman(letters) {
            return isStarter(first)
        }
        let parts = letters.split { $0 == "." || $0.isDash }
        if parts.allSatisfy({ isInitial($0) }) {
            return isStarter(first) || !(text[first].isUpper || text[first].isCaseless || text[first].isLower)
        }
        return true
    }

    /// Whether the next word is the other half of an abbreviation: "EE. | UU."
    private func isFirstPart(_ word: Range<Int>, first: Int) -> Bool {
        let next = letters(at: first)
        guard next.upperBound < line.upperBound, text[next.upperBound].isPeriod, next.count <= 4, word.count <= 4 else {
            return false
        }
        return kind(of: Array(text[word]) + ["."] + text[next], isFirst: false) != nil
    }

    private func isOpened(_ index: Int, from start: Int) -> Bool {
        index > start && index - start <= 2 && (start..<index).allSatisfy { quotes.opens($0) }
    }

    /// "1." and "a." at a sentence's beginning number it.
    private func isListMarker(_ letters: ArraySlice<Unicode.Scalar>) -> Bool {
        letters.count <= 3 && letters.allSatisfy(\.isDigit) || letters.count == 1
            || letters.count <= 4 && isRoman(letters)
    }

    private func isEndBehindBracket(_ word: Range<Int>, _ candidate: Candidate, first: Int) -> Bool {
        guard let kind = abbreviation(word, candidate), kind != .ends else { return true }
        return isStarter(first) || !text[first].isUpper
    }

    private func isEndOfNumber(_ digits: ArraySlice<Unicode.Scalar>, first: Int) -> Bool {
        guard digits.count <= 2 else { return true }
        if rules.months.contains(String(String.UnicodeScalarView(text[self.letters(at: first)]))) { return false }
        return !rules.hasOrdinals || !text[first].isUpper || isStarter(first)
    }

    private func isEnd(of kind: LanguageRules.Abbreviation, first: Int) -> Bool {
        let isNumber = text[first].isDigit || text[first] == "§"
        switch kind {
        case .never: return false
        case .ends: return !isNumber
        case .may: return !isNumber && isStarter(first)
        case .number:
            if isNumber { return false }
            let word = token(at: first)
            let letters = text[word].filter(\.isLetter)
            return !(isRoman(letters[...]) || letters.count == 1 && !isStarter(first))
        }
    }

    /// A letter before a period: one capital, or one letter of a script without them that is no word by itself.
    private func isInitial(_ letters: ArraySlice<Unicode.Scalar>) -> Bool {
        guard letters.count == 1, let letter = letters.first else { return false }
        return letter.isUpper || letter.isCaseless && !letter.isEastAsian
    }

    /// Whether a word that begins sentences stands here, and is no initial.
    private func isStarter(_ first: Int) -> Bool {
        let word = letters(at: first)
        guard !word.isEmpty else { return false }
        if word.count == 1, word.upperBound < line.upperBound, text[word.upperBound].isPeriod { return false }
        return rules.starters.contains(String(String.UnicodeScalarView(text[word])))
    }

    /// What the tables say of a word before a period; of "z. B." as of "z.B."
    private func abbreviation(_ word: Range<Int>, _ candidate: Candidate) -> LanguageRules.Abbreviation? {
        var start = word.lowerBound
        var joined = Array(text[word])
        var found = kind(of: joined, isFirst: start == candidate.start)
        for _ in 0..<3 {
            var before = start
            while before > candidate.start, text[before - 1].isWhite { before -= 1 }
            guard before < start, before > candidate.start, text[before - 1].isPeriod else { break }
            let previous = abbreviatedWord(before: before - 1)
            guard !previous.isEmpty, previous.count <= 4 else { break }
            joined = text[previous] + ["."] + joined
            start = previous.lowerBound
            if let kind = kind(of: joined, isFirst: start == candidate.start) { found = kind }
        }
        return found
    }

    private func kind(of word: [Unicode.Scalar], isFirst: Bool) -> LanguageRules.Abbreviation? {
        let string = String(String.UnicodeScalarView(word))
        if let kind = rules.abbreviation(string) { return kind }
        return isFirst ? rules.abbreviation(string.prefix(1).lowercased() + string.dropFirst()) : nil
    }

    // MARK: Words

    private static let longestWord = 48

    private func wordStart(before end: Int) -> Int {
        var start = end
        while start > line.lowerBound, end - start < Self.longestWord, !text[start - 1].isWhite { start -= 1 }
        return start
    }

    /// The word before a period, without what opens or joins it: "(z.B" is "z.B", "d'av" is "av".
    private func abbreviatedWord(before end: Int) -> Range<Int> {
        var start = end
        while start > line.lowerBound, end - start < Self.longestWord {
            let scalar = text[start - 1]
            let isPart =
                scalar.isLetter || scalar.isDigit || scalar == "." || scalar == "-" || scalar.value == 0xBA
                || scalar.value == 0xAA
            guard isPart || scalar.value == 0x640 else { break }
            start -= 1
        }
        while start < end, text[start] == "." || text[start] == "-" { start += 1 }
        return start..<end
    }

    private func letters(at start: Int) -> Range<Int> {
        var end = start
        while end < line.upperBound, end - start < Self.longestWord, text[end].isLetter || isApostrophe(end) {
            end += 1
        }
        return start..<end
    }

    private func isApostrophe(_ index: Int) -> Bool {
        (text[index] == "'" || text[index] == "’" || text[index] == "-") && index + 1 < line.upperBound
            && text[index + 1].isLetter
    }

    private func token(at start: Int) -> Range<Int> {
        var end = start
        while end < line.upperBound, end - start < Self.longestWord, !text[end].isWhite { end += 1 }
        return start..<end
    }
}
