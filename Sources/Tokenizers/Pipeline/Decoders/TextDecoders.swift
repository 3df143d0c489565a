/// Makes one piece of all.
struct FuseDecoder: PieceDecoder {
    func decode(_ text: inout DecodingText) { text.pieces = [text.joined] }

    var makesOnePiece: Bool { true }

    func stage(ofOnePiece isOnePiece: Bool) -> any DecodingStage { FusingStage() }
}

/// Joins pieces with spaces: what is done where a tokenizer has no decoder.
struct SpaceDecoder: PieceDecoder {
    func decode(_ text: inout DecodingText) {
        for index in text.pieces.indices.dropFirst() {
            let owner = text.pieces[index].owners.first ?? Int32(index)
            text.pieces[index].bytes.insert(0x20, at: 0)
            text.pieces[index].owners.insert(owner, at: 0)
        }
    }

    func stage(ofOnePiece isOnePiece: Bool) -> any DecodingStage {
        isOnePiece ? WholeStage(decoder: self, isOnePiece: true) : PieceStage(decoder: self)
    }
}

struct ReplaceDecoder: PieceDecoder {
    let pattern: Pattern
    let content: [UInt8]

    func decode(_ text: inout DecodingText) {
        for index in text.pieces.indices {
            let matches = text.pieces[index].bytes.withUnsafeBufferPointer { pattern.matches(in: $0) }
            text.pieces[index].replace(matches, with: content)
        }
    }

    func stage(ofOnePiece isOnePiece: Bool) -> any DecodingStage {
        isOnePiece ? WholeStage(decoder: self, isOnePiece: true) : PieceStage(decoder: self)
    }
}

/// Takes up to so many of a scalar off each piece's ends.
struct StripDecoder: PieceDecoder {
    /// UTF-8 of one scalar.
    let content: [UInt8]
    let startCount: Int
    let endCount: Int

    func decode(_ text: inout DecodingText) {
        for index in text.pieces.indices {
            var kept = text.pieces[index].bytes[...]
            for _ in 0..<startCount {
                guard kept.starts(with: content) else { break }
                kept = kept.dropFirst(content.count)
            }
            for _ in 0..<endCount {
                guard kept.suffix(content.count).elementsEqual(content) else { break }
                kept = kept.dropLast(content.count)
            }
            if kept.count < text.pieces[index].bytes.count { text.pieces[index].keep(kept.indices) }
        }
    }

    func stage(ofOnePiece isOnePiece: Bool) -> any DecodingStage {
        isOnePiece
            ? StripStage(content: content, startCount: startCount, endCount: endCount) : PieceStage(decoder: self)
    }
}
