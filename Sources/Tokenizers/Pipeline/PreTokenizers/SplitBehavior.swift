/// What becomes of the delimiters that a text is cut at.
enum SplitBehavior: String, Sendable {
    case removed = "Removed"
    case isolated = "Isolated"
    /// A run of delimiters is one piece.
    case contiguous = "Contiguous"
    case mergedWithPrevious = "MergedWithPrevious"
    case mergedWithNext = "MergedWithNext"

    /// A part of a text: a delimiter or what is between two.
    struct Part {
        var range: Range<Int>
        var isDelimiter: Bool
    }

    /// - parts: cover a text, in order.
    func apply(to parts: [Part], _ keep: (Range<Int>) -> Void) {
        switch self {
        case .removed: for part in parts where !part.isDelimiter { keep(part.range) }
        case .isolated: for part in parts { keep(part.range) }
        case .contiguous: Self.merge(parts, { $0.isDelimiter == $1.isDelimiter }).forEach(keep)
        case .mergedWithPrevious: Self.merge(parts, { !$0.isDelimiter && $1.isDelimiter }).forEach(keep)
        case .mergedWithNext: Self.merge(parts, { $0.isDelimiter && !$1.isDelimiter }).forEach(keep)
        }
    }

    /// - joins: whether a part is joined to the one before it.
    private static func merge(_ parts: [Part], _ joins: (Part, Part) -> Bool) -> [Range<Int>] {
        var merged: [Range<Int>] = []
        var previous: Part?
        for part in parts {
            if let previous, let last = merged.last, joins(previous, part) {
                merged[merged.count - 1] = last.lowerBound..<part.range.upperBound
            } else {
                merged.append(part.range)
            }
            previous = part
        }
        return merged
    }
}

extension SplitBehavior {
    /// - matches: delimiters in a text's range, in order, where they do not overlap.
    static func parts(of range: Range<Int>, matches: [Range<Int>], inverted: Bool) -> [Part] {
        var parts: [Part] = []
        var position = range.lowerBound
        for match in matches {
            if position < match.lowerBound {
                parts.append(Part(range: position..<match.lowerBound, isDelimiter: inverted))
            }
            parts.append(Part(range: match, isDelimiter: !inverted))
            position = match.upperBound
        }
        if position < range.upperBound {
            parts.append(Part(range: position..<range.upperBound, isDelimiter: inverted))
        }
        return parts
    }
}
