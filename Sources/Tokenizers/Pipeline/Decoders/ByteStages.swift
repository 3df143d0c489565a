/// Bytes in GPT-2's alphabet: holds back a character that is incomplete.
struct ByteLevelStage: DecodingStage {
    private var bytes: [UInt8] = []

    mutating func append(_ piece: [UInt8]) -> [[UInt8]] {
        bytes += ByteCharacters.bytes(of: piece[...]) ?? piece
        return [takeText(upTo: bytes.count - bytes.incompleteSuffixCount)]
    }

    mutating func finish() -> [[UInt8]] { [takeText(upTo: bytes.count)] }

    private mutating func takeText(upTo count: Int) -> [UInt8] {
        defer { bytes.removeFirst(count) }
        var text = DecodingText.Piece()
        var decoding = DecodingText([])
        _ = decoding.appendText(
            of: DecodingText.Piece(Array(bytes.prefix(count)), owner: 0), to: &text, onlyIfValid: false)
        return text.bytes
    }
}

/// Bytes like "<0x41>": holds back all that are in a row, because one that is wrong makes all of them wrong.
struct ByteFallbackStage: DecodingStage {
    private var run: [[UInt8]] = []

    mutating func append(_ piece: [UInt8]) -> [[UInt8]] {
        if ByteFallbackDecoder.byte(of: piece[...]) != nil {
            run.append(piece)
            return []
        }
        return finish() + [piece]
    }

    mutating func finish() -> [[UInt8]] {
        defer { run = [] }
        var text = DecodingText(run)
        ByteFallbackDecoder().decode(&text)
        return text.pieces.map(\.bytes)
    }
}

/// Strips the ends of one piece that comes in parts: holds back what may turn out to be its end.
struct StripStage: DecodingStage {
    private let content: [UInt8]
    private var startCount: Int
    private let endCount: Int
    private var held: [UInt8] = []

    /// - content: UTF-8 of one scalar.
    init(content: [UInt8], startCount: Int, endCount: Int) {
        self.content = content
        self.startCount = startCount
        self.endCount = endCount
    }

    mutating func append(_ piece: [UInt8]) -> [[UInt8]] {
        held += piece
        while startCount > 0 {
            if held.starts(with: content) {
                held.removeFirst(content.count)
                startCount -= 1
            } else if content.starts(with: held) {
                return []
            } else {
                startCount = 0
            }
        }
        var end = held.count
        for _ in 0..<endCount {
            guard held[..<end].suffix(content.count).elementsEqual(content) else { break }
            end -= content.count
        }
        defer { held.removeFirst(end) }
        return [Array(held[..<end])]
    }

    mutating func finish() -> [[UInt8]] { held.starts(with: content) ? [] : [held] }
}
