internal import Checkpoints

/// What a serialized SentencePiece model holds, as far as a pipeline is made of it.
///
/// Fields and their defaults are those of sentencepiece_model.proto.
struct SentencePieceFile {
    struct Piece: Equatable {
        var text = ""
        var score = 0.0
        var isControl = false
        var isUserDefined = false
    }

    /// Bytes, many times those of any real one: what is made of a piece may take the square of its length.
    private static let longestPiece = 1024

    private(set) var pieces: [Piece] = []
    /// The piece that stands for what the others do not.
    private(set) var unknownID = 0
    /// The normalization rules; nil when the model has none.
    private(set) var charsmap: [UInt8]?

    /// - file: how an error names the bytes.
    init(_ bytes: UnsafeRawBufferPointer, file: String) throws(TokenizerError) {
        var model = ProtobufReader(bytes, file: file)
        while let field = try model.next() {
            switch field.number {
            case 1:
                guard pieces.count <= Vocabulary.largestID else {
                    throw .malformed(file: file, reason: "it has more than \(Vocabulary.largestID) pieces")
                }
                pieces.append(try Self.piece(field.bytes, number: pieces.count, file: file))
            case 2: try readTraining(field.bytes, file: file)
            case 3: try readNormalizer(field.bytes, file: file)
            default: break
            }
        }
        if pieces.isEmpty { throw .malformed(file: file, reason: "it is not a SentencePiece model: it has no pieces") }
    }

    init(_ name: String, in directory: ModelDirectory) throws {
        self = try directory.requiredFile(name).withBytes { try SentencePieceFile($0, file: name) }
    }

    private static func piece(
        _ message: UnsafeRawBufferPointer, number: Int, file: String
    ) throws(TokenizerError) -> Piece {
        var piece = Piece()
        var reader = ProtobufReader(message, file: file)
        while let field = try reader.next() {
            switch field.number {
            case 1:
                guard field.bytes.count <= longestPiece else {
                    throw .malformed(
                        file: file, reason: "piece \(number) has \(field.bytes.count) bytes, more than \(longestPiece)")
                }
                guard let text = String(validating: field.bytes, as: UTF8.self) else {
                    throw .malformed(file: file, reason: "piece \(number) is not UTF-8")
                }
                piece.text = text
            case 2: piece.score = Double(Float(bitPattern: UInt32(truncatingIfNeeded: field.value)))
            case 3:
                piece.isControl = field.value == 3
                piece.isUserDefined = field.value == 4
            default: break
            }
        }
        return piece
    }

    private mutating func readTraining(_ message: UnsafeRawBufferPointer, file: String) throws(TokenizerError) {
        var reader = ProtobufReader(message, file: file)
        while let field = try reader.next() {
            guard field.number == 40 else { continue }
            // An id that is none makes every class refuse the vocabulary.
            unknownID = Int(Int32(truncatingIfNeeded: field.value))
        }
    }

    private mutating func readNormalizer(_ message: UnsafeRawBufferPointer, file: String) throws(TokenizerError) {
        var reader = ProtobufReader(message, file: file)
        while let field = try reader.next() {
            guard field.number == 2 else { continue }
            charsmap = field.bytes.isEmpty ? nil : [UInt8](field.bytes)
        }
    }

    /// Pieces that are found in a text before it is cut. Those that users defined show in decoded text, others do not.
    var addedTokens: [StatedToken] {
        pieces.filter { $0.isControl || $0.isUserDefined }.map { piece in
            var token = StatedToken(literal: piece.text, isSpecial: piece.isControl)
            token.isNormalized = false
            return token
        }
    }

    var scores: [(piece: String, score: Double)] { pieces.map { ($0.text, $0.score) } }
}
