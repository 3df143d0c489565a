/// Turns the pieces of a vocabulary into text.
protocol PieceDecoder: Sendable {
    func decode(_ text: inout DecodingText)

    /// Whether it makes one piece of all.
    var makesOnePiece: Bool { get }

    /// Does the same as pieces come. Without one of its own, a decoder waits for all of them.
    /// - isOnePiece: what comes are parts of one piece, as after a decoder that makes one of all.
    func stage(ofOnePiece isOnePiece: Bool) -> any DecodingStage
}

extension PieceDecoder {
    var makesOnePiece: Bool { false }
    func stage(ofOnePiece isOnePiece: Bool) -> any DecodingStage { WholeStage(decoder: self, isOnePiece: isOnePiece) }
}

struct DecoderSequence: PieceDecoder {
    let decoders: [any PieceDecoder]

    func decode(_ text: inout DecodingText) {
        for decoder in decoders { decoder.decode(&text) }
    }

    var makesOnePiece: Bool { decoders.contains { $0.makesOnePiece } }

    func stage(ofOnePiece isOnePiece: Bool) -> any DecodingStage {
        var isOnePiece = isOnePiece
        let stages = decoders.map { decoder in
            defer { isOnePiece = isOnePiece || decoder.makesOnePiece }
            return decoder.stage(ofOnePiece: isOnePiece)
        }
        return StageSequence(stages: stages)
    }
}

/// Pieces on their way to text, in which every byte knows the token that it came from.
struct DecodingText {
    struct Piece {
        /// UTF-8.
        var bytes: [UInt8] = []
        /// The token of each byte, ascending.
        var owners: [Int32] = []

        init() {}

        init(_ bytes: [UInt8], owner: Int32) {
            self.bytes = bytes
            owners = [Int32](repeating: owner, count: bytes.count)
        }

        mutating func append(_ other: Piece) {
            bytes.append(contentsOf: other.bytes)
            owners.append(contentsOf: other.owners)
        }
    }

    var pieces: [Piece]
    /// For each token: whether it may stand for a part of a character only.
    private(set) var sharesCharacters: [Bool]

    init(_ tokens: [[UInt8]]) {
        pieces = tokens.enumerated().map { Piece($0.element, owner: Int32($0.offset)) }
        sharesCharacters = [Bool](repeating: false, count: tokens.count)
    }

    /// Everything in one piece.
    var joined: Piece {
        pieces.reduce(into: Piece()) { $0.append($1) }
    }

    /// Writes the bytes of a piece anew as text: what is not UTF-8 becomes U+FFFD.
    ///
    /// - onlyIfValid: whether nothing is written unless all of it is UTF-8; false is returned then.
    mutating func appendText(of piece: Piece, to text: inout Piece, onlyIfValid: Bool) -> Bool {
        if onlyIfValid, String(validating: piece.bytes, as: UTF8.self) == nil { return false }
        var position = 0
        while position < piece.bytes.count {
            let (length, isValid) = Self.sequence(in: piece.bytes, at: position)
            let range = position..<position + length
            let owner = piece.owners[range.upperBound - 1]
            for token in piece.owners[range.lowerBound]...owner where piece.owners[range.lowerBound] != owner {
                sharesCharacters[Int(token)] = true
            }
            text.append(Piece(isValid ? Array(piece.bytes[range]) : [0xEF, 0xBF, 0xBD], owner: owner))
            position += length
        }
        return true
    }

    /// The scalar at a position, or the bytes that begin one and end early.
    private static func sequence(in bytes: [UInt8], at start: Int) -> (length: Int, isValid: Bool) {
        let first = bytes[start]
        let (count, second): (Int, ClosedRange<UInt8>) =
            switch first {
            case 0x00...0x7F: (1, 0x80...0xBF)
            case 0xC2...0xDF: (2, 0x80...0xBF)
            case 0xE0: (3, 0xA0...0xBF)
            case 0xED: (3, 0x80...0x9F)
            case 0xE1...0xEF: (3, 0x80...0xBF)
            case 0xF0: (4, 0x90...0xBF)
            case 0xF4: (4, 0x80...0x8F)
            case 0xF1...0xF3: (4, 0x80...0xBF)
            default: (0, 0x80...0xBF)
            }
        guard count > 0 else { return (1, false) }
        for offset in 1..<max(count, 1) {
            let expected = offset == 1 ? second : 0x80...0xBF
            guard start + offset < bytes.count, expected.contains(bytes[start + offset]) else { return (offset, false) }
        }
        return (count, true)
    }
}

extension DecodingText.Piece {
    /// Replaces ranges of the bytes. What is put in belongs to the token of the first byte that it replaces.
    mutating func replace(_ ranges: [Range<Int>], with content: [UInt8]) {
        guard !ranges.isEmpty else { return }
        var replaced = DecodingText.Piece()
        var position = 0
        for range in ranges {
            replaced.append(self, position..<range.lowerBound)
            if let owner = owners[range.lowerBound...].first ?? owners.last {
                replaced.append(DecodingText.Piece(content, owner: owner))
            }
            position = range.upperBound
        }
        replaced.append(self, position..<bytes.count)
        self = replaced
    }

    mutating func replace(_ literal: StaticString, with content: StaticString) {
        let literal = Array(literal.utf8)
        replace(
            bytes.withUnsafeBufferPointer { Pattern.literal(literal).matches(in: $0) }, with: Array(content.utf8))
    }

    mutating func keep(_ range: Range<Int>) {
        bytes = Array(bytes[range])
        owners = Array(owners[range])
    }

    private mutating func append(_ other: Self, _ range: Range<Int>) {
        bytes.append(contentsOf: other.bytes[range])
        owners.append(contentsOf: other.owners[range])
    }
}

extension StaticString {
    fileprivate var utf8: UnsafeBufferPointer<UInt8> {
        UnsafeBufferPointer(start: utf8Start, count: utf8CodeUnitCount)
    }
}
