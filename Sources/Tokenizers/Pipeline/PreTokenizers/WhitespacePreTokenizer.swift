/// Runs of word characters and runs of other visible ones: `\w+|[^\w\s]+`.
struct WhitespacePreTokenizer: PreTokenizer {
    private enum Kind { case word, space, other }

    func pretokenize(_ text: inout PretokenizedText) {
        text.cut { bytes, range, cuts in
            var start = range.lowerBound
            var position = start
            var run = Kind.space
            while position < range.upperBound {
                let scalarStart = position
                let properties = ScalarProperties(of: UTF8Scalars.next(in: bytes, at: &position))
                let kind: Kind =
                    properties.contains(.word) ? .word : properties.contains(.whiteSpace) ? .space : .other
                guard kind != run else { continue }
                if run != .space { cuts.add(start..<scalarStart) }
                start = scalarStart
                run = kind
            }
            if run != .space { cuts.add(start..<range.upperBound) }
        }
    }
}
