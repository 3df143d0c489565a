internal import JSON

/// SentencePiece's unigram language model: of all ways to cut a word, the one whose pieces have the largest sum of scores.
struct Unigram: SubwordModel {
    private let vocabulary: Vocabulary
    private let trie: ByteTrie
    /// By id.
    private let scores: [Double]
    private let unknown: Int32?
    /// The score of a character that is no piece.
    private let unknownScore: Double
    /// Pieces for the bytes of what is unknown, -1 where there is none; nil when bytes are not fallen back to.
    private let byteIDs: [Int32]?

    /// How much worse than the worst piece an unknown character is.
    private static let unknownPenalty = 10.0

    init(_ json: JSONValue, file: String) throws(TokenizerError) {
        guard let elements = try json.required("vocab", file: file).elements else {
            throw .malformed(file: file, reason: "model.vocab must be a list of pieces and scores")
        }
        var pieces: [(piece: String, score: Double)] = []
        pieces.reserveCapacity(elements.count)
        for (id, element) in elements.enumerated() {
            guard let pair = element.elements, pair.count == 2, let piece = pair[0].string, let score = pair[1].number
            else {
                throw .malformed(
                    file: file, reason: "model.vocab[\(id)] is \(element.summary), not a piece and its score")
            }
            pieces.append((piece, score))
        }
        var unknown: Int?
        if let value = json["unk_id"], !value.isNull {
            guard let id = value.integer else {
                throw .malformed(file: file, reason: "model.unk_id is \(value.summary), not an id")
            }
            unknown = id
        }
        try self.init(
            pieces: pieces, unknownID: unknown, fallsBackToBytes: json.modelFlag("byte_fallback", file: file),
            file: file)
    }

    /// - pieces: by id, with their scores. Of equal pieces the last one counts.
    /// - file: how an error names the vocabulary.
    init(
        pieces: [(piece: String, score: Double)], unknownID: Int?, fallsBackToBytes: Bool = false, file: String
    ) throws(TokenizerError) {
        guard !pieces.isEmpty else { throw .malformed(file: file, reason: "the vocabulary is empty") }
        if let unknownID, !pieces.indices.contains(unknownID) {
            throw .malformed(
                file: file,
                reason: "the unknown token's id \(unknownID) is outside the vocabulary (0 to \(pieces.count - 1))")
        }
        var vocabulary = Vocabulary()
        for (id, (piece, score)) in pieces.enumerated() {
            guard score.isFinite else {
                throw .malformed(file: file, reason: "the score of piece \(id) (\"\(piece)\") is \(score)")
            }
            guard vocabulary.insert(piece, id: id) else {
                throw .malformed(file: file, reason: "the vocabulary has more than \(Vocabulary.largestID) pieces")
            }
        }
        self.vocabulary = vocabulary
        trie = try vocabulary.trie(file: file)
        scores = pieces.map(\.score)
        unknown = unknownID.map(Int32.init)
        unknownScore = (scores.min() ?? 0) - Self.unknownPenalty
        byteIDs = fallsBackToBytes ? vocabulary.byteIDs : nil
    }

    /// The best way to cut what ends at a position.
    private struct Arrival {
        var score = 0.0
        /// Where its last piece begins; -1 while there is none.
        var start = -1
        /// Of the last piece; -1 when it is unknown and there is no unknown token.
        var id: Int32 = -1
        /// Where the piece after it ends, on the best way to the end.
        var nextEnd = 0
    }

    func tokenize(_ word: UnsafeBufferPointer<UInt8>, _ emit: (Int32, Range<Int>) -> Void) {
        withUnsafeTemporaryAllocation(of: Arrival.self, capacity: word.count + 1) { arrivals in
            arrivals.initialize(repeating: Arrival())
            findBestPath(of: word, arrivals)
            emitPath(of: word, arrivals, emit)
        }
    }

    /// Of equal scores the first found stays: the longer last piece.
    private func findBestPath(of word: UnsafeBufferPointer<UInt8>, _ arrivals: UnsafeMutableBufferPointer<Arrival>) {
        func arrive(at end: Int, from start: Int, id: Int32, score: Double) {
            if arrivals[end].start < 0 || score > arrivals[end].score {
                arrivals[end].score = score
                arrivals[end].start = start
                arrivals[end].id = id
            }
        }
        var start = 0
        while start < word.count {
            let scoreSoFar = arrivals[start].score
            let nextScalar = Self.endOfScalar(in: word, at: start)
            var isScalarAPiece = false
            var node = ByteTrie.root
            var end = start
            while end < word.count, let child = trie.child(of: node, word[end]) {
                node = child
                end += 1
                guard let id = trie.value(at: node) else { continue }
                arrive(at: end, from: start, id: id, score: scores[Int(id)] + scoreSoFar)
                if end == nextScalar { isScalarAPiece = true }
            }
            if !isScalarAPiece {
                arrive(at: nextScalar, from: start, id: unknown ?? -1, score: unknownScore + scoreSoFar)
            }
            start = nextScalar
        }
        var end = word.count
        while end > 0 {
            let start = arrivals[end].start
            arrivals[start].nextEnd = end
            end = start
        }
    }

    /// Neighbouring unknown pieces become one.
    private func emitPath(
        of word: UnsafeBufferPointer<UInt8>, _ arrivals: UnsafeMutableBufferPointer<Arrival>,
        _ emit: (Int32, Range<Int>) -> Void
    ) {
        var position = 0
        var unknownStart: Int?
        while position < word.count {
            let end = arrivals[position].nextEnd
            if arrivals[end].id == unknown ?? -1 {
                unknownStart = unknownStart ?? position
            } else {
                if let start = unknownStart { emitUnknown(start..<position, of: word, emit) }
                unknownStart = nil
                emit(arrivals[end].id, position..<end)
            }
            position = end
        }
        if let start = unknownStart { emitUnknown(start..<position, of: word, emit) }
    }

    private func emitUnknown(
        _ range: Range<Int>, of word: UnsafeBufferPointer<UInt8>, _ emit: (Int32, Range<Int>) -> Void
    ) {
        if let id = vocabulary.id(of: UnsafeBufferPointer(rebasing: word[range])) {
            emit(id, range)
        } else if let byteIDs, word[range].allSatisfy({ byteIDs[Int($0)] >= 0 }) {
            for byte in word[range] { emit(byteIDs[Int(byte)], range) }
        } else if let unknown {
            emit(unknown, range)
        }
    }

    private static func endOfScalar(in word: UnsafeBufferPointer<UInt8>, at start: Int) -> Int {
        var end = start + 1
        while end < word.count, UTF8.isContinuation(word[end]) { end += 1 }
        return end
    }

    func id(of piece: UnsafeBufferPointer<UInt8>) -> Int32? { vocabulary.id(of: piece) }
    func piece(of id: Int32) -> ArraySlice<UInt8>? { vocabulary.piece(of: id) }
    var idLimit: Int { vocabulary.idLimit }
    var unknownID: Int32? { unknown }
}
