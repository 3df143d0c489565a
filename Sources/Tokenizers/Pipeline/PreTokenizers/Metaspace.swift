/// SentencePiece's way with spaces: each is written as a mark, words begin with one.
struct Metaspace: PreTokenizer {
    enum PrependScheme: String, Sendable {
        case always, never
        /// Only where the text begins, not after an added token.
        case first
    }

    /// UTF-8 of the one scalar that stands for a space.
    let mark: [UInt8]
    let prependScheme: PrependScheme
    /// Whether the text is cut before each mark.
    let splits: Bool

    func pretokenize(_ text: inout PretokenizedText) {
        text.rewrite { source, stretch, output in
            let needsMark: Bool =
                switch prependScheme {
                case .always: true
                case .first: stretch.start == 0
                case .never: false
                }
            source.bytes.withUnsafeBufferPointer { bytes in
                let beginsWithMark =
                    bytes[stretch.range.lowerBound] == 0x20 || bytes[stretch.range].starts(with: mark)
                if needsMark, !beginsWithMark {
                    output.append(mark, from: source.origins[stretch.range.lowerBound])
                }
                var start = stretch.range.lowerBound
                for position in stretch.range where bytes[position] == 0x20 {
                    output.append(contentsOf: source, range: start..<position)
                    output.append(mark, from: source.origins[position])
                    start = position + 1
                }
                output.append(contentsOf: source, range: start..<stretch.range.upperBound)
            }
        }
        guard splits, let first = mark.first else { return }
        text.cut { bytes, range, cuts in
            var start = range.lowerBound
            for position in range
            where bytes[position] == first && position > start && bytes[position..<range.upperBound].starts(with: mark)
            {
                cuts.add(start..<position)
                start = position
            }
            cuts.add(start..<range.upperBound)
        }
    }
}
