/// Cuts at the matches of a pattern.
struct PatternSplit: PreTokenizer {
    let pattern: Pattern
    let behavior: SplitBehavior
    /// Whether what matches are the words, and what is between them the delimiters.
    let isInverted: Bool

    func pretokenize(_ text: inout PretokenizedText) {
        text.cut { bytes, range, cuts in
            let matches = pattern.matches(in: UnsafeBufferPointer(rebasing: bytes[range])).map {
                range.lowerBound + $0.lowerBound..<range.lowerBound + $0.upperBound
            }
            let parts = SplitBehavior.parts(of: range, matches: matches, inverted: isInverted)
            behavior.apply(to: parts) { cuts.add($0) }
        }
    }
}

/// Pieces of so many scalars.
struct FixedLengthSplit: PreTokenizer {
    /// At least 1.
    let length: Int

    func pretokenize(_ text: inout PretokenizedText) {
        text.cut { bytes, range, cuts in
            var start = range.lowerBound
            var position = start
            var count = 0
            while position < range.upperBound {
                _ = UTF8Scalars.next(in: bytes, at: &position)
                count += 1
                guard count == length else { continue }
                cuts.add(start..<position)
                start = position
                count = 0
            }
            cuts.add(start..<range.upperBound)
        }
    }
}
