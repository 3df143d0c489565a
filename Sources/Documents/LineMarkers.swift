/// Bullets, numbers, quotation marks of mail and signs of headings that stand before a line's text.
struct LineMarkers {
    let text: [Unicode.Scalar]
    let rules: LanguageRules

    /// Where the text of a line begins, and whether a number stands before it.
    func end(in line: Range<Int>) -> (end: Int, isNumbered: Bool) {
        var start = line.lowerBound
        var isNumbered = false
        while start < line.upperBound {
            var end = endOfBullet(in: start..<line.upperBound)
            if end == start, !isNumbered {
                end = endOfNumber(in: start..<line.upperBound)
                isNumbered = end > start
            }
            if end == start { break }
            start = end
        }
        return (start, isNumbered)
    }

    /// Behind "1. ", "12) ", "(3) " or "a) "; the beginning where none stands. "3. Oktober" is a date.
    func endOfNumber(in range: Range<Int>) -> Int {
        var index = range.lowerBound
        let isOpened = index < range.upperBound && text[index] == "("
        if isOpened { index += 1 }
        let first = index
        while index < range.upperBound, index - first < 3, text[index].isDigit { index += 1 }
        let isDigits = index > first
        if !isDigits, index < range.upperBound, text[index].isLetter { index += 1 }
        guard index > first, index + 1 < range.upperBound else { return range.lowerBound }
        let isClosed = text[index] == ")"
        guard isClosed || (isDigits && !isOpened && text[index] == "."), text[index + 1].isWhite else {
            return range.lowerBound
        }
        let end = skipWhite(from: index + 1, limit: range.upperBound)
        if !isClosed {
            let word = text[end..<range.upperBound].prefix { $0.isLetter }.prefix(48)
            if rules.months.contains(String(String.UnicodeScalarView(word))) { return range.lowerBound }
        }
        return end
    }

    /// Behind "- ", "• ", "> ", "## ", "[ ] " or a circled number.
    private func endOfBullet(in range: Range<Int>) -> Int {
        let start = range.lowerBound
        var index = start
        switch text[index] {
        case "-", "*", "+", "•", "◦", "‣", "▪", "▫", "●", "○", "■", "□", "▶", "►", "➤", "✓", "✔", "☐", "☑", "☒", "·",
            "∙":
            index += 1
        case ">":
            while index < range.upperBound, text[index] == ">" { index += 1 }
            return skipWhite(from: index, limit: range.upperBound)
        case "#":
            while index < range.upperBound, index - start < 6, text[index] == "#" { index += 1 }
        case "[":
            guard index + 2 < range.upperBound, text[index + 2] == "]", [" ", "x", "X"].contains(text[index + 1]) else {
                return start
            }
            index += 3
        case "①"..."⓿": return skipWhite(from: index + 1, limit: range.upperBound)
        default: return start
        }
        guard index < range.upperBound, text[index].isWhite else { return start }
        return skipWhite(from: index, limit: range.upperBound)
    }

    private func skipWhite(from index: Int, limit: Int) -> Int {
        var index = index
        while index < limit, text[index].isWhite { index += 1 }
        return index
    }
}
