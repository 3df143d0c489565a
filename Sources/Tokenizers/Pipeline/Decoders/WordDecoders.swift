/// Joins pieces of WordPiece to words.
struct WordPieceDecoder: PieceDecoder {
    /// What marks a piece that goes on with a word.
    let prefix: [UInt8]
    /// Whether English punctuation and contractions lose the spaces before them.
    let cleansUp: Bool

    func decode(_ text: inout DecodingText) {
        for index in text.pieces.indices {
            if index > 0 {
                if text.pieces[index].bytes.starts(with: prefix) {
                    text.pieces[index].keep(prefix.count..<text.pieces[index].bytes.count)
                } else {
                    let owner = text.pieces[index].owners.first ?? Int32(index)
                    text.pieces[index].bytes.insert(0x20, at: 0)
                    text.pieces[index].owners.insert(owner, at: 0)
                }
            }
            if cleansUp { Self.cleanUp(&text.pieces[index]) }
        }
    }

    func stage(ofOnePiece isOnePiece: Bool) -> any DecodingStage {
        isOnePiece ? WholeStage(decoder: self, isOnePiece: true) : PieceStage(decoder: self)
    }

    private static func cleanUp(_ piece: inout DecodingText.Piece) {
        guard piece.bytes.contains(0x20) else { return }
        piece.replace(" .", with: ".")
        piece.replace(" ?", with: "?")
        piece.replace(" !", with: "!")
        piece.replace(" ,", with: ",")
        piece.replace(" ' ", with: "'")
        piece.replace(" n't", with: "n't")
        piece.replace(" 'm", with: "'m")
        piece.replace(" do not", with: " don't")
        piece.replace(" 's", with: "'s")
        piece.replace(" 've", with: "'ve")
        piece.replace(" 're", with: "'re")
    }
}

/// Joins pieces of which the last of a word has a suffix.
struct SuffixDecoder: PieceDecoder {
    /// Not empty.
    let suffix: [UInt8]

    func decode(_ text: inout DecodingText) {
        for index in text.pieces.indices {
            let matches = text.pieces[index].bytes.withUnsafeBufferPointer { Pattern.literal(suffix).matches(in: $0) }
            text.pieces[index].replace(matches, with: index == text.pieces.count - 1 ? [] : [0x20])
        }
    }

    func stage(ofOnePiece isOnePiece: Bool) -> any DecodingStage {
        isOnePiece ? WholeStage(decoder: self, isOnePiece: true) : LastPieceStage(decoder: self)
    }
}

/// Reads SentencePiece's marks as spaces.
struct MetaspaceDecoder: PieceDecoder {
    /// UTF-8 of the one scalar that stands for a space.
    let mark: [UInt8]
    /// Whether the first piece's marks were put there by the pre-tokenizer.
    let dropsFirst: Bool

    func decode(_ text: inout DecodingText) {
        for index in text.pieces.indices {
            let matches = text.pieces[index].bytes.withUnsafeBufferPointer { Pattern.literal(mark).matches(in: $0) }
            text.pieces[index].replace(matches, with: index == 0 && dropsFirst ? [] : [0x20])
        }
    }

    func stage(ofOnePiece isOnePiece: Bool) -> any DecodingStage {
        isOnePiece ? WholeStage(decoder: self, isOnePiece: true) : PieceStage(decoder: self)
    }
}
