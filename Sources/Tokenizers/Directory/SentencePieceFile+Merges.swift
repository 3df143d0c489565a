/// BPE of a SentencePiece model.
///
/// The file lists pieces and not merges: every way to make a piece of two others is one, those that make earlier pieces first, and of
/// one piece those with the shorter beginning first.
extension SentencePieceFile {
    /// Ids are the order of the pieces; of equal ones the last counts.
    var vocabulary: Vocabulary {
        var vocabulary = Vocabulary()
        for (id, piece) in pieces.enumerated() { _ = vocabulary.insert(piece.text, id: id) }
        return vocabulary
    }

    var merges: [(left: String, right: String)] {
        let vocabulary = vocabulary
        var merges: [(left: String, right: String)] = []
        for (piece, _) in vocabulary.entries.sorted(by: { $0.id < $1.id }) {
            for cut in piece.indices.dropFirst() where !UTF8.isContinuation(piece[cut]) {
                let (left, right) = (piece[..<cut], piece[cut...])
                guard vocabulary.id(of: left) != nil, vocabulary.id(of: right) != nil else { continue }
                merges.append((String(decoding: left, as: UTF8.self), String(decoding: right, as: UTF8.self)))
            }
        }
        return merges
    }

    /// The pieces after some special ones, once each.
    func vocabulary(beginningWith first: [String]) -> Vocabulary {
        var vocabulary = Vocabulary()
        for piece in first + pieces.map(\.text) where vocabulary.id(of: piece) == nil {
            _ = vocabulary.insert(piece, id: vocabulary.count)
        }
        return vocabulary
    }
}
