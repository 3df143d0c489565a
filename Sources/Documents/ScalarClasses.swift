/// What the rules ask of a scalar.
extension Unicode.Scalar {
    var endsLine: Bool {
        switch value {
        case 0x0A...0x0D, 0x85, 0x2028, 0x2029: true
        default: false
        }
    }

    var isWhite: Bool {
        if value < 0x80 { return value == 0x20 || (0x09...0x0D).contains(value) }
        return properties.isWhitespace
    }

    var isDigit: Bool {
        if value < 0x80 { return (0x30...0x39).contains(value) }
        return properties.generalCategory == .decimalNumber
    }

    var isLetter: Bool {
        if value < 0x80 { return (0x41...0x5A).contains(value) || (0x61...0x7A).contains(value) }
        return properties.isAlphabetic || isMark
    }

    var isMark: Bool {
        guard value >= 0x300 else { return false }
        switch properties.generalCategory {
        case .nonspacingMark, .spacingMark, .enclosingMark: return true
        default: return false
        }
    }

    /// Georgian letters are lower case by name only: they have no capitals in running text.
    var isLower: Bool {
        if value < 0x80 { return (0x61...0x7A).contains(value) }
        return properties.isLowercase && !(0x10D0...0x10FF).contains(value)
    }

    var isUpper: Bool {
        if value < 0x80 { return (0x41...0x5A).contains(value) }
        return properties.isUppercase || properties.generalCategory == .titlecaseLetter
    }

    /// A letter of a script that does not tell capitals.
    var isCaseless: Bool { value >= 0x80 && isLetter && !isLower && !isUpper }

    /// Ideographs, kana, and the letters that stand with them without spaces.
    var isEastAsian: Bool {
        switch value {
        case 0x2E80...0x2FDF, 0x3005...0x3007, 0x3021...0x3029, 0x3031...0x30FF, 0x3100...0x312F, 0x31A0...0x31BF,
            0x31F0...0x31FF, 0x3400...0x4DBF, 0x4E00...0x9FFF, 0xF900...0xFAFF, 0xFF66...0xFF9F, 0x20000...0x323AF:
            true
        default: false
        }
    }

    var isDash: Bool { value == 0x2D || (0x2010...0x2015).contains(value) || value == 0x2E3A || value == 0x2E3B }

    /// Ends a sentence whatever follows; the period and the ellipsis depend on it.
    var isStrongEnd: Bool {
        switch value {
        case 0x21, 0x3F, 0x203C, 0x203D, 0x2047...0x2049, 0x3002, 0xFF01, 0xFF1F, 0xFF61, 0x61F, 0x6D4, 0x964, 0x965:
            true
        default: false
        }
    }

    var isEllipsis: Bool { value == 0x2026 || value == 0x22EF || value == 0xFE19 }

    /// A period, where it may be an abbreviation's. U+FF0E is the wide one.
    var isPeriod: Bool { value == 0x2E || value == 0xFF0E || value == 0x2024 }

    /// ¿ and ¡, which open a sentence.
    var opensSentence: Bool { value == 0xBF || value == 0xA1 }
}

extension [Unicode.Scalar] {
    /// The end of an emoji, or of several in a row, that begins at `start`; `start` where none does. Hearts, hands
    /// and such count when they are drawn in colour.
    func emojiEnd(from start: Int, limit: Int) -> Int {
        var end = start
        while end < limit, self[end].value >= 0x203C {
            let scalar = self[end]
            let isSelected = end + 1 < limit && self[end + 1].value == 0xFE0F && scalar.properties.isEmoji
            guard scalar.properties.isEmojiPresentation || isSelected else { break }
            end += 1
            while end < limit, self[end].extendsEmoji {
                let joins = self[end].value == 0x200D
                end += 1
                if joins, end < limit, self[end].properties.isEmoji { end += 1 }
            }
        }
        return end
    }
}

extension Unicode.Scalar {
    fileprivate var extendsEmoji: Bool {
        switch value {
        case 0x200D, 0xFE0E, 0xFE0F, 0x1F3FB...0x1F3FF, 0x20E3, 0xE0020...0xE007F: true
        default: false
        }
    }
}
