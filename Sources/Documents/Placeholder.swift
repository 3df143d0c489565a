/// A part of a text that a program replaces: `{name}`, `{{x}}`, `${x}`, `%s`, `%1$d`, `%(name)s`, `<x id="1"/>`.
package enum Placeholder {
    /// The placeholders of a text, in order: ranges of its UTF-8.
    package static func all(in text: String) -> [Range<Int>] {
        let text = ScalarText(text)
        var found: [Range<Int>] = []
        var index = 0
        while index < text.count {
            if let end = end(in: text.scalars[...], at: index) {
                found.append(text.bytes(index..<end))
                index = end
            } else {
                index += 1
            }
        }
        return found
    }

    /// The placeholders of a text that its translation has not, or not as often; and those that it has too many of.
    package static func differences(between text: String, and translation: String) -> (
        missing: [String], added: [String]
    ) {
        var left: [String: Int] = [:]
        let sources = strings(in: text)
        for placeholder in sources { left[placeholder, default: 0] += 1 }
        var added: [String] = []
        for placeholder in strings(in: translation) {
            if let count = left[placeholder], count > 0 {
                left[placeholder] = count - 1
            } else {
                added.append(placeholder)
            }
        }
        var missing: [String] = []
        for placeholder in sources.reversed() where left[placeholder, default: 0] > 0 {
            left[placeholder, default: 0] -= 1
            missing.append(placeholder)
        }
        return (missing.reversed(), added)
    }

    private static func strings(in text: String) -> [String] {
        let bytes = Array(text.utf8)
        return all(in: text).map { String(decoding: bytes[$0], as: UTF8.self) }
    }

    /// Longer ones are text.
    private static let longest = 256

    /// Behind the placeholder that begins at `index`; nil where none does.
    static func end(in text: ArraySlice<Unicode.Scalar>, at index: Int) -> Int? {
        let rest = text[index...].prefix(longest)
        switch rest.first {
        case "{": return endOfBraces(rest)
        case "$": return rest.dropFirst().first == "{" ? endOfBraces(rest.dropFirst()) : nil
        case "%": return endOfFormat(rest, in: text)
        case "<": return endOfTag(rest)
        default: return nil
        }
    }

    /// One or two pairs of braces around a name, or a name with its format.
    private static func endOfBraces(_ text: ArraySlice<Unicode.Scalar>) -> Int? {
        let braces = min(2, text.prefix { $0 == "{" }.count)
        var index = text.startIndex + braces
        while index < text.endIndex, text[index] != "}" {
            let scalar = text[index]
            let isName = scalar.isLetter || scalar.isDigit || "_.-:$@#[]!,+/|'".unicodeScalars.contains(scalar)
            guard isName || (braces == 2 && scalar == " ") else { return nil }
            index += 1
        }
        let end = index + braces
        guard end <= text.endIndex, text[index..<end].allSatisfy({ $0 == "}" }) else { return nil }
        return end
    }

    /// printf's conversions, Python's with names, and %@.
    private static func endOfFormat(_ rest: ArraySlice<Unicode.Scalar>, in text: ArraySlice<Unicode.Scalar>) -> Int? {
        var index = rest.startIndex + 1
        if index < rest.endIndex, rest[index] == "(" {
            guard let close = rest[index...].firstIndex(of: ")"), rest[index..<close].allSatisfy({ !$0.isWhite }) else {
                return nil
            }
            index = close + 1
        }
        let flags = "0123456789$-+#.*'".unicodeScalars
        while index < rest.endIndex, flags.contains(rest[index]) { index += 1 }
        while index < rest.endIndex, "hlLqjzt".unicodeScalars.contains(rest[index]) { index += 1 }
        guard index < rest.endIndex, "diouxXeEfFgGaAcCsSpn@".unicodeScalars.contains(rest[index]) else { return nil }
        // "50%discount" has none.
        let end = index + 1
        return end < text.endIndex && text[end].isLetter ? nil : end
    }

    private static func endOfTag(_ text: ArraySlice<Unicode.Scalar>) -> Int? {
        var index = text.startIndex + 1
        if index < text.endIndex, text[index] == "/" { index += 1 }
        guard index < text.endIndex, text[index].isASCII, text[index].isLetter else { return nil }
        var quote: Unicode.Scalar?
        while index < text.endIndex {
            let scalar = text[index]
            index += 1
            if let open = quote {
                if scalar == open { quote = nil }
            } else if scalar == "\"" || scalar == "'" {
                quote = scalar
            } else if scalar == ">" {
                return index
            } else if scalar == "<" {
                return nil
            }
        }
        return nil
    }
}
