/// How a single piece of a vocabulary is shown to people.
struct PieceDisplay: Sendable {
    /// Whether pieces are in GPT-2's alphabet.
    var isByteLevel = false
    /// Whether pieces like "<0x41>" are bytes.
    var hasByteFallback = false
    /// What marks a piece that goes on with a word, in WordPiece.
    var continuingPrefix: [UInt8] = []
    /// What marks the last piece of a word.
    var wordSuffix: [UInt8] = []
    /// What stands for a space, where it is not SentencePiece's own mark.
    var spaceMark: [UInt8] = []

    /// Edges are trimmed. Never empty.
    func text(of piece: ArraySlice<UInt8>) -> String {
        if isByteLevel, let bytes = ByteCharacters.bytes(of: piece) {
            return PieceText(ArraySlice(String(decoding: bytes, as: UTF8.self).utf8)).display
        }
        var piece = piece
        if hasByteFallback, let byte = ByteFallbackDecoder.byte(of: piece), byte > 0x20, byte < 0x7F { piece = [byte] }
        if !continuingPrefix.isEmpty, piece.count > continuingPrefix.count, piece.starts(with: continuingPrefix) {
            piece = piece.dropFirst(continuingPrefix.count)
        }
        if !wordSuffix.isEmpty, piece.count > wordSuffix.count, piece.suffix(wordSuffix.count).elementsEqual(wordSuffix)
        {
            piece = piece.dropLast(wordSuffix.count)
        }
        if !spaceMark.isEmpty {
            var marked = DecodingText.Piece(Array(piece), owner: 0)
            marked.replace(
                marked.bytes.withUnsafeBufferPointer { Pattern.literal(spaceMark).matches(in: $0) }, with: [0x20])
            piece = marked.bytes[...]
        }
        return PieceText(piece).display
    }
}

extension PieceDisplay {
    /// As the decoder reads pieces.
    init(_ decoder: (any PieceDecoder)?) {
        switch decoder {
        case let sequence as DecoderSequence: for part in sequence.decoders { merge(PieceDisplay(part)) }
        case is ByteLevelDecoder: isByteLevel = true
        case is ByteFallbackDecoder: hasByteFallback = true
        case let words as WordPieceDecoder: continuingPrefix = words.prefix
        case let suffix as SuffixDecoder: wordSuffix = suffix.suffix
        case let metaspace as MetaspaceDecoder where metaspace.mark != spaceMarkBytes: spaceMark = metaspace.mark
        default: break
        }
    }

    private mutating func merge(_ other: PieceDisplay) {
        isByteLevel = isByteLevel || other.isByteLevel
        hasByteFallback = hasByteFallback || other.hasByteFallback
        if !other.continuingPrefix.isEmpty { continuingPrefix = other.continuingPrefix }
        if !other.wordSuffix.isEmpty { wordSuffix = other.wordSuffix }
        if !other.spaceMark.isEmpty { spaceMark = other.spaceMark }
    }
}
