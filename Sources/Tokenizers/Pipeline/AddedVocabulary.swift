/// A token that is found in a text by its literal.
struct AddedToken: Sendable, Equatable {
    var content: String
    /// Must not be part of a longer word.
    var isSingleWord = false
    /// Takes the white space before it, after it.
    var stripsLeft = false
    var stripsRight = false
    /// Found in the normalized text, by its normalized literal.
    var isNormalized = false
    /// Left out of decoded text.
    var isSpecial = false

    static func == (left: AddedToken, right: AddedToken) -> Bool {
        // `String` takes different spellings of a character for the same.
        left.content.utf8.elementsEqual(right.content.utf8) && left.isSingleWord == right.isSingleWord
            && left.stripsLeft == right.stripsLeft && left.stripsRight == right.stripsRight
            && left.isNormalized == right.isNormalized && left.isSpecial == right.isSpecial
    }
}

/// The added tokens of a tokenizer, with their ids.
///
/// Matches, ids and precedence are those of the reference's `AddedVocabulary`.
struct AddedVocabulary: Sendable {
    private struct Entry: Sendable {
        var token: AddedToken
        /// What is looked for and what it decodes as: the literal, normalized if so asked. UTF-8.
        var literal: [UInt8]
    }

    private var entryOfID: [Int32: Entry] = [:]
    private var ids = Vocabulary()
    /// Literals of special tokens, for decoding.
    private var specialLiterals: Set<[UInt8]> = []
    private var rawMatcher = LiteralMatcher([])
    private var normalizedMatcher = LiteralMatcher([])

    init() {}

    var isEmpty: Bool { entryOfID.isEmpty }
    /// Ids are below it.
    var idLimit: Int { entryOfID.keys.max().map { Int($0) + 1 } ?? 0 }

    /// All tokens with their ids, by id.
    var tokens: [(id: Int32, token: AddedToken)] {
        entryOfID.sorted { $0.key < $1.key }.map { ($0.key, $0.value.token) }
    }

    subscript(id: Int32) -> AddedToken? { entryOfID[id]?.token }

    /// The id of an added token's literal.
    func id(of literal: String) -> Int32? { ids.id(of: literal) }

    /// The bytes that an id decodes as, before the decoder. nil when it is not an added token.
    func literal(of id: Int32) -> [UInt8]? { entryOfID[id]?.literal }

    /// Whether decoding leaves a literal out.
    func isSpecial(_ literal: ArraySlice<UInt8>) -> Bool { specialLiterals.contains(Array(literal)) }

    /// Adds tokens. One that the model knows keeps the model's id; others get the ids that follow. Empty ones are ignored.
    ///
    /// - Returns: false, and nothing is changed, when ids would run past the largest one allowed.
    mutating func add(_ tokens: [AddedToken], model: any SubwordModel, normalizer: (any Normalizer)?) -> Bool {
        var changed = self
        let modelSize = model.pieceCount
        var nextID = max(changed.idLimit, modelSize)
        for token in tokens where !token.content.isEmpty {
            let content = Array(token.content.utf8)
            let knownID = changed.ids.id(of: content[...])
            if let knownID, changed.entryOfID[knownID]?.token == token { continue }
            var id = knownID ?? content.withUnsafeBufferPointer { model.id(of: $0) }
            if id == nil {
                id = Int32(exactly: nextID)
                nextID += 1
            }
            guard let id, changed.ids.insert(token.content, id: Int(id)) else { return false }
            if token.isSpecial { changed.specialLiterals.insert(content) }
            changed.entryOfID[id] = Entry(
                token: token, literal: token.isNormalized ? Self.normalized(content, normalizer) : content)
        }
        changed.rawMatcher = changed.matcher { !$0.isNormalized }
        changed.normalizedMatcher = changed.matcher { $0.isNormalized }
        self = changed
        return true
    }

    private static func normalized(_ content: [UInt8], _ normalizer: (any Normalizer)?) -> [UInt8] {
        guard let normalizer else { return content }
        var text = content.withUnsafeBufferPointer { AlignedText(original: $0, range: 0..<content.count) }
        normalizer.normalize(&text)
        return text.bytes
    }

    private func matcher(where isIncluded: (AddedToken) -> Bool) -> LiteralMatcher {
        LiteralMatcher(entryOfID.compactMap { isIncluded($0.value.token) ? ($0.value.literal, $0.key) : nil })
    }
}

extension AddedVocabulary {
    /// Normalizes a text and cuts out the added tokens in it.
    ///
    /// - splittingSpecial: special tokens that a text spells out are text like any other.
    func extract(
        from text: UnsafeBufferPointer<UInt8>, normalizer: (any Normalizer)?, splittingSpecial: Bool
    ) -> PretokenizedText {
        var extracted = PretokenizedText(capacity: text.count + text.count / 4)
        split(text, by: rawMatcher, splittingSpecial) { range, id in
            var part = AlignedText(original: text, range: range)
            if let id { return extracted.append(part, range: 0..<part.count, addedToken: id) }
            normalizer?.normalize(&part)
            part.bytes.withUnsafeBufferPointer { bytes in
                split(bytes, by: normalizedMatcher, splittingSpecial) { range, id in
                    extracted.append(part, range: range, addedToken: id)
                }
            }
        }
        return extracted
    }

    /// Calls `body` with every part of a text, in order: added tokens with their ids, and what is between them.
    private func split(
        _ text: UnsafeBufferPointer<UInt8>, by matcher: LiteralMatcher, _ splittingSpecial: Bool,
        _ body: (Range<Int>, Int32?) -> Void
    ) {
        var start = 0
        var position = 0
        while let match = matcher.next(in: text, from: position) {
            position = match.range.upperBound
            guard let token = entryOfID[match.id]?.token else { continue }
            if splittingSpecial, specialLiterals.contains(Array(token.content.utf8)) { continue }
            if token.isSingleWord, WordBoundaries.isInsideWord(match.range, of: text) { continue }
            var lower = match.range.lowerBound
            var upper = match.range.upperBound
            if token.stripsLeft { lower = max(WordBoundaries.spaceStart(before: lower, in: text), start) }
            if token.stripsRight { upper = WordBoundaries.spaceEnd(after: upper, in: text) }
            if start < lower { body(start..<lower, nil) }
            // White space that a token before took is not taken twice.
            body(min(lower, upper)..<upper, match.id)
            start = upper
        }
        if start < text.count { body(start..<text.count, nil) }
    }
}

extension SubwordModel {
    /// How many ids stand for a piece.
    var pieceCount: Int { (0..<idLimit).count { piece(of: Int32($0)) != nil } }
}
