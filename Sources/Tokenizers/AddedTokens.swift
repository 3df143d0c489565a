/// Tokens that are found in a text by their literal, before the model cuts what is between them.
struct AddedTokens: Sendable {
    struct Entry: Sendable {
        /// UTF-8, never empty.
        let literal: [UInt8]
        let id: Int32
        let isSpecial: Bool
        let stripsLeft: Bool
        let stripsRight: Bool
    }

    /// A stretch of a text, in bytes.
    enum Segment {
        case token(Entry, Range<Int>)
        case text(Range<Int>)
    }

    let entries: [Entry]
    /// Entries by their first byte, longest first.
    private let candidates: [UInt8: [Entry]]
    private let entryOfID: [Int32: Entry]

    init(_ entries: [Entry]) {
        self.entries = entries
        candidates = Dictionary(grouping: entries, by: { $0.literal[0] })
            .mapValues { $0.sorted { $0.literal.count > $1.literal.count } }
        entryOfID = Dictionary(entries.map { ($0.id, $0) }, uniquingKeysWith: { _, last in last })
    }

    /// The same tokens in another vocabulary.
    func mapped(to vocabulary: Vocabulary) -> AddedTokens {
        AddedTokens(
            entries.compactMap { entry in
                let ownID = vocabulary.id(of: entry.literal[...])
                // An id that stands for another piece over there cannot be this token.
                guard let id = ownID ?? (vocabulary.piece(of: entry.id) == nil ? entry.id : nil) else { return nil }
                return Entry(
                    literal: entry.literal, id: id, isSpecial: entry.isSpecial, stripsLeft: entry.stripsLeft,
                    stripsRight: entry.stripsRight)
            })
    }

    subscript(id: Int32) -> Entry? { entryOfID[id] }

    func entry(of literal: String) -> Entry? { entries.first { $0.literal.elementsEqual(literal.utf8) } }

    /// Ids are below it.
    var idLimit: Int { entries.map { Int($0.id) + 1 }.max() ?? 0 }

    /// Leftmost match first, the longest where several begin. Stretches that stripping leaves empty are left out.
    func split(_ text: UnsafeBufferPointer<UInt8>) -> [Segment] {
        var segments: [Segment] = []
        var start = 0
        var position = 0
        var stripsStart = false
        func appendText(upTo end: Int, stripsEnd: Bool) {
            let range = Self.stripped(start..<end, of: text, left: stripsStart, right: stripsEnd)
            if !range.isEmpty { segments.append(.text(range)) }
        }
        while position < text.count {
            guard let entry = match(in: text, at: position) else {
                position += 1
                continue
            }
            appendText(upTo: position, stripsEnd: entry.stripsLeft)
            start = position + entry.literal.count
            segments.append(.token(entry, position..<start))
            position = start
            stripsStart = entry.stripsRight
        }
        appendText(upTo: text.count, stripsEnd: false)
        return segments
    }

    private func match(in text: UnsafeBufferPointer<UInt8>, at position: Int) -> Entry? {
        candidates[text[position]]?.first { entry in
            entry.literal.count <= text.count - position
                && text[position..<position + entry.literal.count].elementsEqual(entry.literal)
        }
    }

    private static func stripped(
        _ range: Range<Int>, of text: UnsafeBufferPointer<UInt8>, left: Bool, right: Bool
    ) -> Range<Int> {
        guard left || right else { return range }
        var kept = String(decoding: text[range], as: UTF8.self).unicodeScalars[...]
        var start = range.lowerBound
        var end = range.upperBound
        while left, let scalar = kept.first, scalar.isStripped {
            kept.removeFirst()
            start += UTF8.width(scalar)
        }
        while right, let scalar = kept.last, scalar.isStripped {
            kept.removeLast()
            end -= UTF8.width(scalar)
        }
        return start..<end
    }
}
