/// User-perceived characters: extended grapheme clusters of Unicode Standard Annex #29.
enum Graphemes {
    /// Where the grapheme ends that begins at a position of valid UTF-8.
    static func end(in bytes: UnsafeBufferPointer<UInt8>, from start: Int) -> Int {
        var position = start
        var state = State(UTF8Scalars.next(in: bytes, at: &position))
        while position < bytes.count {
            var next = position
            guard state.joins(UTF8Scalars.next(in: bytes, at: &next)) else { break }
            position = next
        }
        return position
    }

    /// What the rules need to know of a grapheme so far.
    private struct State {
        private enum Emoji { case none, pictograph, joined }
        private enum Conjunct { case none, consonant, linked }

        private var last: UInt32
        private var properties: ScalarProperties
        private var emoji: Emoji
        private var conjunct: Conjunct
        private var indicators: Int

        init(_ scalar: UInt32) {
            last = scalar
            properties = ScalarProperties(of: scalar)
            emoji = properties.contains(.pictographic) ? .pictograph : .none
            conjunct = properties.contains(.conjunctConsonant) ? .consonant : .none
            indicators = Self.isRegionalIndicator(scalar) ? 1 : 0
        }

        /// Whether a scalar belongs to the grapheme; takes it in if so.
        mutating func joins(_ scalar: UInt32) -> Bool {
            let next = ScalarProperties(of: scalar)
            guard isJoined(by: scalar, next) else { return false }
            advanceEmoji(scalar, next)
            advanceConjunct(next)
            indicators = Self.isRegionalIndicator(scalar) ? indicators + 1 : 0
            last = scalar
            properties = next
            return true
        }

        private func isJoined(by scalar: UInt32, _ next: ScalarProperties) -> Bool {
            if last == 0x0D { return scalar == 0x0A }
            if properties.contains(.graphemeControl) || next.contains(.graphemeControl) { return false }
            if next.contains(.graphemeExtend) || next.contains(.graphemeSpacingMark) { return true }
            if properties.contains(.graphemePrepend) { return true }
            if emoji == .joined, next.contains(.pictographic) { return true }
            if conjunct == .linked, next.contains(.conjunctConsonant) { return true }
            if Self.isRegionalIndicator(scalar) { return indicators % 2 == 1 }
            return JamoKind(last).joins(JamoKind(scalar))
        }

        private mutating func advanceEmoji(_ scalar: UInt32, _ next: ScalarProperties) {
            if next.contains(.pictographic) {
                emoji = .pictograph
            } else if scalar == 0x200D {
                emoji = emoji == .pictograph ? .joined : .none
            } else if !(emoji == .pictograph && next.contains(.graphemeExtend)) {
                emoji = .none
            }
        }

        private mutating func advanceConjunct(_ next: ScalarProperties) {
            if next.contains(.conjunctConsonant) {
                conjunct = .consonant
            } else if next.contains(.conjunctLinker) {
                conjunct = conjunct == .none ? .none : .linked
            } else if !next.contains(.graphemeExtend) {
                conjunct = .none
            }
        }

        private static func isRegionalIndicator(_ scalar: UInt32) -> Bool { (0x1F1E6...0x1F1FF).contains(scalar) }
    }

    /// The part of a Hangul syllable that a scalar is.
    private enum JamoKind {
        case none, leading, vowel, trailing, openSyllable, closedSyllable

        init(_ scalar: UInt32) {
            switch scalar {
            case 0x1100...0x115F, 0xA960...0xA97C: self = .leading
            case 0x1160...0x11A7, 0xD7B0...0xD7C6: self = .vowel
            case 0x11A8...0x11FF, 0xD7CB...0xD7FB: self = .trailing
            case 0xAC00...0xD7A3: self = (scalar - 0xAC00) % 28 == 0 ? .openSyllable : .closedSyllable
            default: self = .none
            }
        }

        func joins(_ next: JamoKind) -> Bool {
            switch self {
            case .none: false
            case .leading: next == .leading || next == .vowel || next == .openSyllable || next == .closedSyllable
            case .vowel, .openSyllable: next == .vowel || next == .trailing
            case .trailing, .closedSyllable: next == .trailing
            }
        }
    }
}
