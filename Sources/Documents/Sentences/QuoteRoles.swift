/// Which quotes and brackets of a line open and which close. Languages use the same signs in both ways („so“, »so«,
/// «so», ”so”), therefore what stands beside a quote tells.
struct QuoteRoles {
    enum Role: UInt8 { case none, opens, closes }

    private let lowerBound: Int
    private var roles: [Role]
    /// For each scalar within East Asian quotes or brackets: the scalar that closes the outermost pair; elsewhere -1.
    private var closings: [Int]

    /// Longer quotes are cut into their sentences like other text.
    private static let longestWhole = 160

    init(_ text: [Unicode.Scalar], line: Range<Int>) {
        lowerBound = line.lowerBound
        roles = Array(repeating: .none, count: line.count)
        closings = Array(repeating: -1, count: line.count)
        for index in line where Self.isQuoteOrBracket(text[index]) {
            roles[index - lowerBound] = Self.role(of: index, in: text, line: line)
        }
        findPairs(in: text, line: line)
    }

    func opens(_ index: Int) -> Bool { role(index) == .opens }
    func closes(_ index: Int) -> Bool { role(index) == .closes }
    func closing(around index: Int) -> Int? {
        let closing = closings[index - lowerBound]
        return closing < 0 ? nil : closing
    }

    private func role(_ index: Int) -> Role {
        roles.indices.contains(index - lowerBound) ? roles[index - lowerBound] : .none
    }

    /// Pairs in which East Asian text stands. A closing quote without its partner, and the reverse, are no pair.
    private mutating func findPairs(in text: [Unicode.Scalar], line: Range<Int>) {
        var open: [Int] = []
        for index in line {
            switch roles[index - lowerBound] {
            case .none: break
            case .opens:
                let isEastAsian =
                    Self.isEastAsianPair(text[index]) || (index + 1 < line.upperBound && text[index + 1].isEastAsian)
                if isEastAsian { open.append(index) }
            case .closes:
                guard let partner = open.lastIndex(where: { Self.close(text[$0]) == text[index].value }) else {
                    continue
                }
                let start = open[partner]
                open.removeSubrange(partner...)
                guard open.isEmpty, index - start <= Self.longestWhole else { continue }
                for inside in start...index { closings[inside - lowerBound] = index }
            }
            // What was never closed holds nothing together, and must not cost the square of its number.
            if open.count > 16 { open.removeFirst() }
        }
    }

    private static func role(of index: Int, in text: [Unicode.Scalar], line: Range<Int>) -> Role {
        let scalar = text[index]
        switch scalar {
        case "(", "[", "{", "„", "‚", "‟", "「", "『", "（", "《", "〈", "【", "〔", "［", "｢": return .opens
        case ")", "]", "}", "」", "』", "）", "》", "〉", "】", "〕", "］", "｣": return .closes
        default: break
        }
        let before = index > line.lowerBound ? text[index - 1] : " "
        let after = index + 1 < line.upperBound ? text[index + 1] : " "
        let isFree = before.isWhite || before.isDash || isOpeningBracket(before)
        let isLast = after.isWhite || endsClause(after)
        if isFree != isLast { return isFree ? .opens : .closes }
        switch scalar {
        case "“", "‘", "«", "‹":
            // « a » with spaces inside; otherwise an end before it tells that it closes.
            return !isFree && (before.isStrongEnd || before.isEllipsis || before.isPeriod) && !after.isEastAsian
                ? .closes : .opens
        case "»", "›", "”": return .closes
        case "’", "'": return isFree ? .closes : .none
        default:
            return isFree ? .closes : before.isStrongEnd || before.isPeriod || before.isEllipsis ? .closes : .opens
        }
    }

    static func isQuoteOrBracket(_ scalar: Unicode.Scalar) -> Bool { canClose(scalar) || canOnlyOpen(scalar) }

    static func canClose(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar {
        case "\"", "'", ")", "]", "}", "“", "”", "‘", "’", "«", "»", "‹", "›", "」", "』", "）", "》", "〉", "】", "〕", "］",
            "｣":
            true
        default: false
        }
    }

    private static func canOnlyOpen(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar {
        case "(", "[", "{", "„", "‚", "‟", "「", "『", "（", "《", "〈", "【", "〔", "［", "｢": true
        default: false
        }
    }

    static func isBracket(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar {
        case "(", ")", "[", "]", "{", "}", "（", "）", "【", "】", "〔", "〕", "［", "］": true
        default: false
        }
    }

    private static func isOpeningBracket(_ scalar: Unicode.Scalar) -> Bool {
        canOnlyOpen(scalar) || scalar.opensSentence
    }

    private static func endsClause(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar {
        case ",", ";", ":", ".", "!", "?", "…", "،", "؛", "؟", ")", "]", "}", "”", "’", "»", "›", "」", "』", "、", "。",
            "，":
            true
        default: false
        }
    }

    private static func isEastAsianPair(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar {
        case "「", "『", "（", "《", "〈", "【", "〔", "［", "｢": true
        default: false
        }
    }

    private static func close(_ scalar: Unicode.Scalar) -> UInt32 {
        switch scalar {
        case "「": 0x300D
        case "『": 0x300F
        case "（": 0xFF09
        case "《": 0x300B
        case "〈": 0x3009
        case "【": 0x3011
        case "〔": 0x3015
        case "［": 0xFF3D
        case "｢": 0xFF63
        case "“": 0x201D
        case "‘": 0x2019
        case "(": 0x29
        case "\"": 0x22
        default: 0
        }
    }
}
