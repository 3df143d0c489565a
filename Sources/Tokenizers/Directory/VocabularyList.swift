internal import Checkpoints

/// `vocab.txt`: a piece a line, whose number is its id.
enum VocabularyList {
    static let fileName = "vocab.txt"

    static func read(from directory: ModelDirectory) throws -> Vocabulary {
        try directory.requiredFile(fileName).withBytes { try vocabulary($0, file: fileName) }
    }

    /// White space at the end of a line is not part of the piece. Of equal pieces the last counts.
    static func vocabulary(_ bytes: UnsafeRawBufferPointer, file: String) throws(TokenizerError) -> Vocabulary {
        var vocabulary = Vocabulary()
        var number = 0
        for line in lines(of: bytes) {
            guard let text = String(validating: line, as: UTF8.self) else {
                throw .malformed(file: file, reason: "line \(number + 1) is not UTF-8")
            }
            guard vocabulary.insert(Self.withoutTrailingSpace(text), id: number) else {
                throw .malformed(file: file, reason: "it has more than \(Vocabulary.largestID) lines")
            }
            number += 1
        }
        guard vocabulary.count > 0 else { throw .malformed(file: file, reason: "it is empty") }
        return vocabulary.count == number ? vocabulary : vocabulary.withoutRepeatedPieces
    }

    /// Without the line ends, and without an empty line after the last of them.
    static func lines(of bytes: UnsafeRawBufferPointer) -> [Slice<UnsafeRawBufferPointer>] {
        var lines = bytes.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
        if lines.last?.isEmpty == true { lines.removeLast() }
        return lines.map { $0.last == UInt8(ascii: "\r") ? $0.dropLast() : $0 }
    }

    private static func withoutTrailingSpace(_ text: String) -> String {
        var kept = text.unicodeScalars[...]
        while let last = kept.last, last.properties.isWhitespace { kept.removeLast() }
        return String(kept)
    }
}

extension Vocabulary {
    /// Pieces that were inserted twice have their last id, and the others stand for nothing.
    fileprivate var withoutRepeatedPieces: Vocabulary {
        var vocabulary = Vocabulary()
        for (piece, id) in entries { _ = vocabulary.insert(String(decoding: piece, as: UTF8.self), id: Int(id)) }
        return vocabulary
    }
}
