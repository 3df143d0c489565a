/// Marian's text as tokens come: `PieceJoiner` piece by piece.
///
/// A piece becomes the same text wherever it stands, but for the space that one may begin with at the beginning, which is stripped
/// from the text in any case. Bytes make characters together.
struct MarianTextStream: TextStream {
    private let tokenizer: MarianTokenizer
    private let side: TextSide
    private let model: SentencePiece
    /// Pieces that are bytes, and what bytes they are, of a character that may go on.
    private var bytePieces: [ArraySlice<UInt8>] = []
    private var bytes: [UInt8] = []
    private var isAtStart = true
    /// White space, which is stripped from the end.
    private var spaces = String.UnicodeScalarView()
    private var cleanUp: SpaceCleanUpStream?

    /// Goes before the pieces that are joined, so that none of them is at the beginning.
    private static let anchor = Array("x".utf8)

    /// nil when the model does not join pieces one by one.
    init?(_ tokenizer: MarianTokenizer, side: TextSide) {
        model = tokenizer[side].joiningModel
        guard !model.rewritesDecodedText, model.decode([Self.anchor[...]])?.text == Self.anchor else { return nil }
        self.tokenizer = tokenizer
        self.side = side
        cleanUp = tokenizer.cleansUpSpaces ? SpaceCleanUpStream() : nil
    }

    mutating func append(_ id: Int32) throws(TokenizerError) -> String {
        let (piece, isSpecial) = try tokenizer.piece(of: id, side: side)
        guard !isSpecial else { return "" }
        guard model.kind(of: model.id(of: Array(piece))) == .byte, let byte = ByteFallbackDecoder.byte(of: piece) else {
            let pieces = bytePieces + [piece]
            bytePieces = []
            bytes = []
            return passOn(joined(pieces))
        }
        bytePieces.append(piece)
        bytes.append(byte)
        let count = bytes.count - bytes.incompleteSuffixCount
        defer {
            bytePieces.removeFirst(count)
            bytes.removeFirst(count)
        }
        return passOn(joined(bytePieces.prefix(count)))
    }

    mutating func finish() -> String {
        let rest = Array(passOn(joined(bytePieces[...])).utf8)
        guard var cleanUp else { return String(decoding: rest, as: UTF8.self) }
        return String(decoding: rest + cleanUp.finish(), as: UTF8.self)
    }

    private func joined(_ pieces: some Collection<ArraySlice<UInt8>>) -> [UInt8] {
        guard !pieces.isEmpty else { return [] }
        guard let joined = model.decode([Self.anchor[...]] + pieces) else { return pieces.flatMap { $0 } }
        return Array(joined.text.dropFirst(Self.anchor.count))
    }

    /// Marks are spaces, and those at the edges of the text go.
    private mutating func passOn(_ text: [UInt8]) -> String {
        var passed = String.UnicodeScalarView()
        for scalar in String(decoding: text, as: UTF8.self).unicodeScalars {
            let scalar = scalar == spaceMark ? " " : scalar
            if scalar.isStripped {
                if !isAtStart { spaces.append(scalar) }
            } else {
                isAtStart = false
                passed.append(contentsOf: spaces)
                passed.append(scalar)
                spaces.removeAll()
            }
        }
        guard cleanUp != nil else { return String(passed) }
        let cleaned = cleanUp?.append(Array(String(passed).utf8)) ?? []
        return String(decoding: cleaned, as: UTF8.self)
    }
}
