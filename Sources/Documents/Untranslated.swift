/// What is nothing to translate.
enum Untranslated {
    /// Whether a text has anything to translate: a word that is no address, no code between backticks and no
    /// placeholder.
    static func hasText(_ text: ArraySlice<Unicode.Scalar>) -> Bool {
        guard text.contains(where: \.isLetter) else { return false }
        var rest = text
        while let start = rest.firstIndex(where: { !$0.isWhite }) {
            rest = rest[start...]
            if let end = endOfCode(rest) ?? Placeholder.end(in: text, at: start) {
                rest = rest[end...]
                continue
            }
            let end = rest.firstIndex { $0.isWhite || $0 == "`" || $0 == "{" || $0 == "<" } ?? rest.endIndex
            let word = rest[..<max(end, start + 1)]
            if word.contains(where: \.isLetter), !isAddress(word), !isPlaceholders(word) { return true }
            rest = rest[word.endIndex...]
        }
        return false
    }

    /// Behind `code`, with as many backticks behind it as before it.
    private static func endOfCode(_ text: ArraySlice<Unicode.Scalar>) -> Int? {
        let ticks = text.prefix { $0 == "`" }.count
        guard ticks > 0 else { return nil }
        var count = 0
        for index in text.dropFirst(ticks).indices {
            count = text[index] == "`" ? count + 1 : 0
            if count == ticks, index + 1 == text.endIndex || text[index + 1] != "`" { return index + 1 }
        }
        return nil
    }

    private static func isPlaceholders(_ word: ArraySlice<Unicode.Scalar>) -> Bool {
        var index = word.startIndex
        while index < word.endIndex {
            if let end = Placeholder.end(in: word, at: index) {
                index = end
            } else if word[index].isLetter {
                return false
            } else {
                index += 1
            }
        }
        return true
    }

    /// A URL or an e-mail address, with signs around it.
    private static func isAddress(_ word: ArraySlice<Unicode.Scalar>) -> Bool {
        var word = word
        while let first = word.first, !first.isLetter, !first.isDigit { word.removeFirst() }
        while let last = word.last, !last.isLetter, !last.isDigit, last != "/" { word.removeLast() }
        let string = String(String.UnicodeScalarView(word.prefix(16)))
        if string.hasPrefix("www.") { return true }
        if let colon = word.firstIndex(of: ":"), word[colon...].dropFirst().prefix(2).allSatisfy({ $0 == "/" }),
            word.endIndex - colon > 3,
            word[..<colon].allSatisfy({ $0.isASCII && ($0.isLetter || $0.isDigit || $0 == "+") })
        {
            return true
        }
        if string.hasPrefix("mailto:") { return true }
        guard let at = word.firstIndex(of: "@"), at > word.startIndex else { return false }
        let host = word[word.index(after: at)...]
        return host.contains(".") && host.allSatisfy { $0.isLetter || $0.isDigit || $0 == "." || $0 == "-" }
    }
}
