/// A text's Unicode scalars, and which of them a byte of its UTF-8 belongs to.
struct TextScalars {
    let scalars: [Unicode.Scalar]
    /// [byteCount + 1]; the last entry is `scalars.count`.
    private let scalarOfByte: [Int32]

    init(_ text: String) {
        var scalars: [Unicode.Scalar] = []
        var scalarOfByte: [Int32] = []
        scalarOfByte.reserveCapacity(text.utf8.count + 1)
        for scalar in text.unicodeScalars {
            scalarOfByte.append(contentsOf: repeatElement(Int32(scalars.count), count: UTF8.width(scalar)))
            scalars.append(scalar)
        }
        scalarOfByte.append(Int32(scalars.count))
        self.scalars = scalars
        self.scalarOfByte = scalarOfByte
    }

    /// The scalars that bytes lie in. Offsets past the end count as the end.
    func range(ofBytes bytes: Range<Int>) -> Range<Int> {
        let last = scalarOfByte.count - 1
        let start = Int(scalarOfByte[min(max(bytes.lowerBound, 0), last)])
        let end = Int(scalarOfByte[min(max(bytes.upperBound, 0), last)])
        return start..<max(start, end)
    }

    /// The range without what a piece does not show: the space before a word, and characters that normalization dropped.
    ///
    /// A piece that shows nothing else keeps its whole range.
    func trimmed(_ range: Range<Int>, to piece: PieceText) -> Range<Int> {
        guard let first = piece.first, let last = piece.last else { return range }
        var trimmed = range
        if !first.isBlank {
            while let scalar = scalars[trimmed].first, scalar.isBlank { trimmed = trimmed.dropFirst() }
        }
        if !last.isBlank {
            while let scalar = scalars[trimmed].last, scalar.isBlank { trimmed = trimmed.dropLast() }
        }
        return trimmed.isEmpty ? range : trimmed
    }
}
