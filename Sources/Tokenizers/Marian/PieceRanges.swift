/// Turns the pieces of a text, with the byte ranges that SentencePiece gives them, into tokens with ranges for people.
struct PieceRanges {
    private let text: TextScalars
    private let pieces: [SentencePiece.Piece]
    private let shown: [PieceText]
    /// Where each piece begins and ends in the text, in scalars, before trimming.
    private var ranges: [Range<Int>]

    /// - start: where in the text, in bytes, the pieces begin.
    init(of pieces: [SentencePiece.Piece], at start: Int, in text: TextScalars) {
        self.text = text
        self.pieces = pieces
        shown = pieces.map { PieceText($0.bytes) }
        ranges = pieces.map { piece in
            text.range(ofBytes: start + piece.range.lowerBound..<start + piece.range.upperBound)
        }
        shareCharacters()
    }

    /// Of several pieces made from one character ("ﬁ" becomes "f", "i"; an emoji becomes four bytes), SentencePiece gives
    /// the character to the last one. Here each of them covers it.
    private mutating func shareCharacters() {
        for index in pieces.indices.dropLast().reversed()
        where ranges[index].upperBound == ranges[index + 1].lowerBound && coversNothing(index) {
            ranges[index] = ranges[index].lowerBound..<ranges[index + 1].upperBound
        }
    }

    /// Whether a piece stands for something that its range does not hold. The mark that a model puts before a text stands for nothing.
    private func coversNothing(_ index: Int) -> Bool {
        guard let first = shown[index].first else { return index > 0 && ranges[index].isEmpty }
        return ranges[index].isEmpty || (!first.isBlank && text.scalars[ranges[index]].allSatisfy(\.isBlank))
    }

    /// Ranges never step back.
    /// - id: of a piece; nil where the vocabulary lacks it, which has `unknownID`.
    func tokens(unknownID: Int32, id: (ArraySlice<UInt8>) -> Int32?) -> [Token] {
        var previous = 0..<0
        return pieces.indices.map { index in
            let trimmed = text.trimmed(ranges[index], to: shown[index])
            // Trimming looks at one piece at a time.
            let lower = max(trimmed.lowerBound, previous.lowerBound)
            previous = lower..<max(lower, trimmed.upperBound, previous.upperBound)
            let id = id(pieces[index].bytes) ?? unknownID
            return Token(
                id: id, text: shown[index].display, range: previous, isSpecial: false, isUnknown: id == unknownID)
        }
    }
}
