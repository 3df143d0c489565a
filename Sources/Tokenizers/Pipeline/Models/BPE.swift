/// Byte-pair encoding: a word's characters, of which neighbours are merged, the pair that was learnt first before the others.
struct BPE: SubwordModel {
    /// How a model differs from the plain one.
    struct Options: Sendable {
        /// Stands for characters that the vocabulary lacks; without it they are left out.
        var unknownToken: String?
        /// Neighbouring unknown characters become one token.
        var fusesUnknown = false
        /// Characters that the vocabulary lacks become the pieces of their bytes, "<0xE2>".
        var fallsBackToBytes = false
        /// Put before each character but a word's first, as in "##b".
        var continuingPrefix = ""
        /// Put after a word's last character, as in "d</w>".
        var endOfWordSuffix = ""
        /// Words that are pieces are not cut.
        var ignoresMerges = false
    }

    private let vocabulary: Vocabulary
    private let merges: MergeTable
    private let options: Options
    private let prefix: [UInt8]
    private let suffix: [UInt8]
    private let unknown: Int32?
    /// Pieces of single bytes, -1 where there is none.
    private let byteIDs: [Int32]

    /// - merges: pairs of pieces, the first learnt first.
    /// - file: how an error names the merges.
    init(
        vocabulary: Vocabulary, merges: [(left: String, right: String)], options: Options, file: String
    ) throws(TokenizerError) {
        self.vocabulary = vocabulary
        self.options = options
        prefix = Array(options.continuingPrefix.utf8)
        suffix = Array(options.endOfWordSuffix.utf8)
        unknown = options.unknownToken.flatMap { vocabulary.id(of: $0) }
        byteIDs = options.fallsBackToBytes ? vocabulary.byteIDs : [Int32](repeating: -1, count: 256)
        self.merges = try Self.table(of: merges, vocabulary: vocabulary, prefix: prefix, file: file)
    }

    private static func table(
        of merges: [(left: String, right: String)], vocabulary: Vocabulary, prefix: [UInt8], file: String
    ) throws(TokenizerError) -> MergeTable {
        guard merges.count <= Vocabulary.largestID else {
            throw .malformed(file: file, reason: "there are more than \(Vocabulary.largestID) merges")
        }
        var table = MergeTable(capacity: merges.count)
        for (rank, (left, right)) in merges.enumerated() {
            func id(_ piece: String) throws(TokenizerError) -> Int32 {
                if let id = vocabulary.id(of: piece) { return id }
                throw .malformed(
                    file: file,
                    reason: "merge \(rank + 1), \"\(left) \(right)\": the vocabulary does not have \"\(piece)\"")
            }
            let (leftID, rightID) = (try id(left), try id(right))
            guard right.utf8.starts(with: prefix) else {
                throw .malformed(
                    file: file,
                    reason: "merge \(rank + 1), \"\(left) \(right)\": the second piece lacks the continuing prefix")
            }
            let whole = left + String(Substring(right.utf8.dropFirst(prefix.count)))
            table.insert(leftID, rightID, MergeTable.Merge(rank: Int32(rank), newID: try id(whole)))
        }
        return table
    }

    func tokenize(_ word: UnsafeBufferPointer<UInt8>, _ emit: (Int32, Range<Int>) -> Void) {
        if options.ignoresMerges, let id = vocabulary.id(of: word) { return emit(id, 0..<word.count) }
        // Bytes of a prefix or suffix, too, can be fallen back to.
        let scalars = word.count { !UTF8.isContinuation($0) }
        let capacity = word.count + max(scalars, 1) * prefix.count + suffix.count
        withUnsafeTemporaryAllocation(of: MergeSequence.Symbol.self, capacity: capacity) { buffer in
            var symbols = MergeSequence(buffer)
            appendCharacters(of: word, to: &symbols)
            symbols.merge(by: merges)
            symbols.forEach { id, range in emit(id, Self.scalars(of: word, around: range)) }
        }
    }

    private func appendCharacters(of word: UnsafeBufferPointer<UInt8>, to symbols: inout MergeSequence) {
        var unknownLength = 0
        func appendUnknown() {
            if unknownLength > 0, let unknown { symbols.append(unknown, length: unknownLength) }
            unknownLength = 0
        }
        var start = 0
        while start < word.count {
            var end = start + 1
            while end < word.count, UTF8.isContinuation(word[end]) { end += 1 }
            let character = UnsafeBufferPointer(rebasing: word[start..<end])
            let isMarked = (start > 0 && !prefix.isEmpty) || (end == word.count && !suffix.isEmpty)
            let marked = isMarked ? marked(character, isFirst: start == 0, isLast: end == word.count) : []
            if let id = isMarked ? vocabulary.id(of: marked[...]) : vocabulary.id(of: character) {
                appendUnknown()
                symbols.append(id, length: end - start)
            } else if isMarked ? append(bytes: marked, to: &symbols) : append(bytes: character, to: &symbols) {
                // Unknown characters before these bytes follow them, as in the reference: its byte pieces do not end their run.
            } else {
                if !options.fusesUnknown { appendUnknown() }
                unknownLength += end - start
            }
            start = end
        }
        appendUnknown()
    }

    private func marked(_ character: UnsafeBufferPointer<UInt8>, isFirst: Bool, isLast: Bool) -> [UInt8] {
        (isFirst ? [] : prefix) + character + (isLast ? suffix : [])
    }

    /// - Returns: false, and nothing is appended, when one of the bytes has no piece.
    private func append(bytes: some Collection<UInt8>, to symbols: inout MergeSequence) -> Bool {
        guard options.fallsBackToBytes, bytes.allSatisfy({ byteIDs[Int($0)] >= 0 }) else { return false }
        for byte in bytes { symbols.append(byteIDs[Int(byte)], length: 1) }
        return true
    }

    /// Bytes of a character stand for all of it.
    private static func scalars(of word: UnsafeBufferPointer<UInt8>, around range: Range<Int>) -> Range<Int> {
        var lower = min(range.lowerBound, word.count)
        var upper = min(range.upperBound, word.count)
        while lower > 0, lower < word.count, UTF8.isContinuation(word[lower]) { lower -= 1 }
        while upper < word.count, UTF8.isContinuation(word[upper]) { upper += 1 }
        return lower..<max(lower, upper)
    }

    func id(of piece: UnsafeBufferPointer<UInt8>) -> Int32? { vocabulary.id(of: piece) }
    func piece(of id: Int32) -> ArraySlice<UInt8>? { vocabulary.piece(of: id) }
    var idLimit: Int { vocabulary.idLimit }
    var unknownID: Int32? { unknown }
}
