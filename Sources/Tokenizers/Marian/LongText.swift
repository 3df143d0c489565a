/// Cutting of long texts.
///
/// libsentencepiece joins neighbouring unknown characters to one piece by copying all of it for each of them: a megabyte that a
/// model knows nothing of takes minutes. So the inside of long stretches of unknown characters is left out of what the library sees,
/// and put back into the ranges afterwards.
extension SentencePiece {
    /// Shorter texts are given to the library as they are.
    private static let longText = 16_384
    /// How much is tried at a time, in bytes.
    private static let windowSize = 1_024
    /// What stays of an unknown stretch at either end, and what neighbouring windows share: more than the pieces and the
    /// normalization rules of real models are long.
    private static let margin = 128

    /// As `encodeWhole`, but the bytes of a piece of unknown characters may lack their middle.
    ///
    /// nil when the library cannot cut the text, which no valid model has been seen to do.
    func encode(_ text: UnsafeBufferPointer<UInt8>) -> [Piece]? {
        guard text.count > Self.longText else { return encodeWhole(text) }
        let gaps = unknownStretches(of: text)
            .map { $0.lowerBound + Self.margin..<$0.upperBound - Self.margin }
        guard !gaps.isEmpty else { return encodeWhole(text) }
        var shortened: [UInt8] = []
        var position = 0
        for gap in gaps {
            shortened.append(contentsOf: text[position..<gap.lowerBound])
            position = gap.upperBound
        }
        shortened.append(contentsOf: text[position...])
        guard let pieces = shortened.withUnsafeBufferPointer(encodeWhole),
            let restored = restoring(gaps, in: pieces)
        else { return encodeWhole(text) }
        return restored
    }

    /// Stretches that the model knows nothing of, long enough for a gap.
    private func unknownStretches(of text: UnsafeBufferPointer<UInt8>) -> [Range<Int>] {
        var stretches: [Range<Int>] = []
        var start = 0
        while start < text.count {
            let end = Self.scalarBoundary(in: text, from: min(start + Self.windowSize, text.count))
            if let unknown = unknownStretch(of: UnsafeBufferPointer(rebasing: text[start..<end])) {
                let lower = start + unknown.lowerBound
                let upper = start + unknown.upperBound
                if let last = stretches.last, last.upperBound >= lower + Self.margin / 2 {
                    stretches[stretches.count - 1] = last.lowerBound..<upper
                } else {
                    stretches.append(lower..<upper)
                }
            }
            if end == text.count { break }
            start = Self.scalarBoundary(in: text, from: end - Self.margin)
        }
        return stretches.compactMap { stretch in
            // So that gaps, too, begin and end between scalars.
            let lower = Self.scalarBoundary(in: text, from: stretch.lowerBound + Self.margin) - Self.margin
            let upper = Self.scalarBoundary(in: text, from: stretch.upperBound - Self.margin) + Self.margin
            return upper - lower > 2 * Self.margin ? lower..<upper : nil
        }
    }

    /// The unknown piece that takes up most of a text. At the edges of a window there may be others, as its cut
    /// separates characters that belong together.
    private func unknownStretch(of window: UnsafeBufferPointer<UInt8>) -> Range<Int>? {
        encodeWhole(window)?.first { $0.id == unknownID && $0.range.count > window.count - Self.margin / 2 }?.range
    }

    /// Moves ranges to where they are with the gaps. nil when a gap is not inside an unknown piece after all.
    private func restoring(_ gaps: [Range<Int>], in pieces: [Piece]) -> [Piece]? {
        var restored: [Piece] = []
        restored.reserveCapacity(pieces.count)
        var shift = 0
        var remaining = gaps[...]
        for piece in pieces {
            let start = piece.range.lowerBound + shift
            while let gap = remaining.first, gap.lowerBound < piece.range.upperBound + shift {
                guard gap.lowerBound > start, piece.id == unknownID else { return nil }
                shift += gap.count
                remaining.removeFirst()
            }
            restored.append(Piece(bytes: piece.bytes, range: start..<piece.range.upperBound + shift, id: piece.id))
        }
        return remaining.isEmpty ? restored : nil
    }

    private static func scalarBoundary(in text: UnsafeBufferPointer<UInt8>, from position: Int) -> Int {
        var position = position
        while position < text.count, UTF8.isContinuation(text[position]) { position += 1 }
        return position
    }
}
