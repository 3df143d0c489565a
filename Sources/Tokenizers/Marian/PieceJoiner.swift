/// Joins pieces to text and finds out where in it each of them went.
struct PieceJoiner {
    private struct Entry {
        let piece: ArraySlice<UInt8>
        let id: Int32
        let isSpecial: Bool
    }

    private let model: SentencePiece
    private var entries: [Entry] = []

    init(model: SentencePiece) { self.model = model }

    /// - isSpecial: such a piece adds nothing to the text.
    mutating func append(_ piece: ArraySlice<UInt8>, id: Int32, isSpecial: Bool) {
        entries.append(Entry(piece: piece, id: id, isSpecial: isSpecial))
    }

    /// - cleaningUpSpaces: removes the spaces before punctuation, as transformers' `clean_up_tokenization_spaces` does.
    func join(cleaningUpSpaces: Bool) -> DecodedText {
        let pieces = entries.filter { !$0.isSpecial }.map(\.piece)
        var text = OwnedText(model.decode(pieces) ?? Self.plainly(joined: pieces))
        text.replaceSpaceMarks()
        text.strip()
        if cleaningUpSpaces { text.cleanUpSpaces() }

        var ranges = text.ranges(
            of: pieces.count, sharing: pieces.map { model.kind(of: model.id(of: [UInt8]($0))) == .byte }
        )
        .makeIterator()
        let tokens = entries.map { entry in
            if entry.isSpecial {
                Token(id: entry.id, text: String(decoding: entry.piece, as: UTF8.self), range: nil, isSpecial: true)
            } else {
                Token(id: entry.id, text: PieceText(entry.piece).display, range: ranges.next(), isSpecial: false)
            }
        }
        return DecodedText(text: text.string, tokens: tokens)
    }

    /// What joining means where the library fails.
    private static func plainly(joined pieces: [ArraySlice<UInt8>]) -> SentencePiece.Joined {
        var text: [UInt8] = []
        let spans = pieces.map { piece in
            text.append(contentsOf: piece)
            return (range: text.count - piece.count..<text.count, id: Int32(0))
        }
        return SentencePiece.Joined(text: text, spans: spans)
    }
}
