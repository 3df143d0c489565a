import Documents

/// A word or a token of a text, with the tokens that it is made of.
package struct AlignedUnit: Sendable, Equatable {
    /// nil: a token of which no text is known.
    package let text: String?
    /// Unicode scalars into the text; nil: a token that a client sent as an id.
    package let range: Range<Int>?
    /// Places among the tokens of its side; at least one.
    let tokens: [Int]
}

/// One side of an alignment.
package struct AlignedUnits: Sendable, Equatable {
    package let kind: AlignmentChoice.Unit
    package let units: [AlignedUnit]
}

extension AlignedUnit {
    /// Each token by itself; special ones are no units.
    static func tokens(of labels: [TokenLabel], isSpecial: [Bool]) -> [AlignedUnit] {
        zip(labels, isSpecial).enumerated().compactMap { place, pair in
            let (label, isSpecial) = pair
            return isSpecial ? nil : AlignedUnit(text: label.text, range: label.range, tokens: [place])
        }
    }

    /// The words of a text, joined where a token is part of two. Special tokens belong to none, and tokens of white space alone to
    /// the word behind them.
    static func words(of text: String, _ labels: [TokenLabel], isSpecial: [Bool]) -> [AlignedUnit] {
        let words = WordBreaks.words(of: text)
        var units: [(words: Range<Int>, tokens: [Int])] = []
        // Tokens of white space, until the next word is known.
        var waiting: [Int] = []
        for (place, label) in labels.enumerated() where !isSpecial[place] {
            guard let range = label.range, let touched = touched(by: range, among: words) else {
                waiting.append(place)
                continue
            }
            if let last = units.last, last.words.upperBound > touched.lowerBound {
                units[units.count - 1].words =
                    min(last.words.lowerBound, touched.lowerBound)..<max(last.words.upperBound, touched.upperBound)
                units[units.count - 1].tokens += waiting + [place]
            } else {
                units.append((touched, waiting + [place]))
            }
            waiting = []
        }
        if !units.isEmpty { units[units.count - 1].tokens += waiting }
        let scalars = Array(text.unicodeScalars)
        return units.map { unit in
            let range = words[unit.words.lowerBound].lowerBound..<words[unit.words.upperBound - 1].upperBound
            var view = String.UnicodeScalarView()
            view.append(contentsOf: scalars[range])
            return AlignedUnit(text: String(view), range: range, tokens: unit.tokens)
        }
    }

    /// The words that share scalars with a range; nil: none.
    /// - words: ascending, without overlaps
    private static func touched(by range: Range<Int>, among words: [Range<Int>]) -> Range<Int>? {
        var (low, high) = (0, words.count)
        while low < high {
            let middle = (low + high) / 2
            if words[middle].upperBound <= range.lowerBound { low = middle + 1 } else { high = middle }
        }
        var end = low
        while end < words.count, words[end].lowerBound < range.upperBound { end += 1 }
        return end > low ? low..<end : nil
    }
}
