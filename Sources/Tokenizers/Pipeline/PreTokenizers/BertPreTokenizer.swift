/// Words between white space, and every punctuation mark by itself.
struct BertPreTokenizer: PreTokenizer {
    func pretokenize(_ text: inout PretokenizedText) {
        text.cut { bytes, range, cuts in
            var start = range.lowerBound
            var position = start
            while position < range.upperBound {
                let scalarStart = position
                let properties = ScalarProperties(of: UTF8Scalars.next(in: bytes, at: &position))
                guard properties.contains(.whiteSpace) || properties.contains(.punctuation) else { continue }
                cuts.add(start..<scalarStart)
                if !properties.contains(.whiteSpace) { cuts.add(scalarStart..<position) }
                start = position
            }
            cuts.add(start..<range.upperBound)
        }
    }
}
