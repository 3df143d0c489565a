/// Reads pieces of GPT-2's alphabet as bytes. A piece with other characters stands for itself.
struct ByteLevelDecoder: PieceDecoder {
    func decode(_ text: inout DecodingText) {
        var bytes = DecodingText.Piece()
        for piece in text.pieces {
            if let decoded = ByteCharacters.bytes(of: piece.bytes[...]) {
                // Every character is one byte and has one owner.
                var owned = DecodingText.Piece()
                owned.bytes = decoded
                owned.owners = piece.bytes.indices.filter { !UTF8.isContinuation(piece.bytes[$0]) }
                    .map { piece.owners[$0] }
                bytes.append(owned)
            } else {
                bytes.append(piece)
            }
        }
        var decoded = DecodingText.Piece()
        _ = text.appendText(of: bytes, to: &decoded, onlyIfValid: false)
        text.pieces = [decoded]
    }

    var makesOnePiece: Bool { true }

    func stage(ofOnePiece isOnePiece: Bool) -> any DecodingStage {
        // In the alphabet or not is a question to whole pieces.
        isOnePiece ? WholeStage(decoder: self, isOnePiece: true) : ByteLevelStage()
    }
}

/// Reads pieces like "<0x41>" as bytes. Bytes in a row that are not UTF-8 become as many U+FFFD.
struct ByteFallbackDecoder: PieceDecoder {
    func decode(_ text: inout DecodingText) {
        var decoded: [DecodingText.Piece] = []
        var bytes = DecodingText.Piece()
        func endBytes(_ text: inout DecodingText) {
            guard !bytes.bytes.isEmpty else { return }
            var piece = DecodingText.Piece()
            if text.appendText(of: bytes, to: &piece, onlyIfValid: true) {
                decoded.append(piece)
            } else {
                decoded.append(contentsOf: bytes.owners.map { DecodingText.Piece([0xEF, 0xBF, 0xBD], owner: $0) })
            }
            bytes = DecodingText.Piece()
        }
        for piece in text.pieces {
            if let byte = Self.byte(of: piece.bytes[...]), let owner = piece.owners.first {
                bytes.append(DecodingText.Piece([byte], owner: owner))
            } else {
                endBytes(&text)
                decoded.append(piece)
            }
        }
        endBytes(&text)
        text.pieces = decoded
    }

    func stage(ofOnePiece isOnePiece: Bool) -> any DecodingStage {
        isOnePiece ? WholeStage(decoder: self, isOnePiece: true) : ByteFallbackStage()
    }

    static func byte(of piece: ArraySlice<UInt8>) -> UInt8? {
        guard piece.count == 6, piece.starts(with: Array("<0x".utf8)), piece.last == UInt8(ascii: ">") else {
            return nil
        }
        let digits = piece.dropFirst(3).dropLast()
        // "+4" is a number to Swift, and to the reference.
        return UInt8(String(decoding: digits, as: UTF8.self), radix: 16)
    }
}
