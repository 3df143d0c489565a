internal import JSON

/// BERT's model: the longest piece that a word begins with, then the longest of what follows, whose pieces carry a mark ("##ing").
/// A word that cannot be cut so to its end is unknown as a whole.
struct WordPiece: SubwordModel {
    private let vocabulary: Vocabulary
    private let trie: ByteTrie
    private let unknown: Int32
    /// Longer words, in scalars, are unknown.
    private let longestWord: Int
    /// Where the pieces go on that carry the mark; nil when none does.
    private let continuation: ByteTrie.Node?

    static let defaultPrefix = "##"
    static let defaultLongestWord = 100

    init(_ json: JSONValue, file: String) throws(TokenizerError) {
        var longestWord = Self.defaultLongestWord
        if let value = json["max_input_chars_per_word"], !value.isNull {
            guard let number = value.integer, number >= 0 else {
                throw .malformed(
                    file: file, reason: "model.max_input_chars_per_word is \(value.summary), not an integer from 0 on")
            }
            longestWord = number
        }
        try self.init(
            vocabulary: Vocabulary(json.required("vocab", file: file), name: "model.vocab", file: file),
            unknownToken: json.optionalString("unk_token", file: file) ?? "[UNK]",
            continuingPrefix: json.optionalString("continuing_subword_prefix", file: file) ?? Self.defaultPrefix,
            longestWord: longestWord, file: file)
    }

    /// - file: how an error names the vocabulary.
    init(
        vocabulary: Vocabulary, unknownToken: String, continuingPrefix: String = Self.defaultPrefix,
        longestWord: Int = Self.defaultLongestWord, file: String
    ) throws(TokenizerError) {
        self.vocabulary = vocabulary
        unknown = try vocabulary.requiredID(of: unknownToken, "unknown", file: file)
        trie = try vocabulary.trie(file: file)
        continuation = trie.node(of: continuingPrefix.utf8)
        self.longestWord = longestWord
    }

    func tokenize(_ word: UnsafeBufferPointer<UInt8>, _ emit: (Int32, Range<Int>) -> Void) {
        let scalarCount = word.count { !UTF8.isContinuation($0) }
        guard scalarCount <= longestWord else { return emit(unknown, 0..<word.count) }
        withUnsafeTemporaryAllocation(of: (id: Int32, end: Int).self, capacity: word.count) { pieces in
            var count = 0
            var position = 0
            while position < word.count {
                guard let piece = longestPiece(of: word, at: position) else { return emit(unknown, 0..<word.count) }
                pieces.initializeElement(at: count, to: piece)
                count += 1
                position = piece.end
            }
            var start = 0
            for piece in pieces[..<count] {
                emit(piece.id, start..<piece.end)
                start = piece.end
            }
        }
    }

    private func longestPiece(of word: UnsafeBufferPointer<UInt8>, at start: Int) -> (id: Int32, end: Int)? {
        guard var node = start == 0 ? ByteTrie.root : continuation else { return nil }
        var longest: (id: Int32, end: Int)?
        for position in start..<word.count {
            guard let child = trie.child(of: node, word[position]) else { break }
            node = child
            if let id = trie.value(at: node) { longest = (id, position + 1) }
        }
        return longest
    }

    func id(of piece: UnsafeBufferPointer<UInt8>) -> Int32? { vocabulary.id(of: piece) }
    func piece(of id: Int32) -> ArraySlice<UInt8>? { vocabulary.piece(of: id) }
    var idLimit: Int { vocabulary.idLimit }
    var unknownID: Int32? { unknown }
}

extension Vocabulary {
    /// All pieces with their ids.
    func trie(file: String) throws(TokenizerError) -> ByteTrie {
        var trie = ByteTrie(capacity: byteCount)
        for (piece, id) in entries {
            guard trie.insert(piece, value: id) else {
                throw .malformed(file: file, reason: "the pieces of the vocabulary are too long, all together")
            }
        }
        return trie
    }
}
