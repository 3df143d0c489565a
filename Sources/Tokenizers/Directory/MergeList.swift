internal import Checkpoints

/// `merges.txt`: a pair of pieces a line, the first learnt first. Its pieces are in `vocab.json`.
enum MergeList {
    static let fileName = "merges.txt"
    static let vocabularyName = "vocab.json"

    static func read(from directory: ModelDirectory) throws -> [(left: String, right: String)] {
        try directory.requiredFile(fileName).withBytes { try merges($0, file: fileName) }
    }

    static func merges(
        _ bytes: UnsafeRawBufferPointer, file: String
    ) throws(TokenizerError) -> [(left: String, right: String)] {
        var merges: [(left: String, right: String)] = []
        for (index, line) in VocabularyList.lines(of: bytes).enumerated() {
            guard let text = String(validating: line, as: UTF8.self) else {
                throw .malformed(file: file, reason: "line \(index + 1) is not UTF-8")
            }
            if BPE.isComment(text) { continue }
            guard let merge = BPE.merge(text) else {
                throw .malformed(
                    file: file, reason: "line \(index + 1) is \"\(text.prefix(60))\", not two pieces and a space")
            }
            merges.append(merge)
        }
        return merges
    }
}
