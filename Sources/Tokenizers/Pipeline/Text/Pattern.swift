/// What is looked for in a text.
enum Pattern: Sendable {
    /// UTF-8; an empty one is found nowhere.
    case literal([UInt8])
    case expression(RegularExpression)

    /// Leftmost matches that do not overlap, in bytes.
    func matches(in text: UnsafeBufferPointer<UInt8>) -> [Range<Int>] {
        switch self {
        case .literal(let literal): Self.matches(of: literal, in: text)
        case .expression(let expression): expression.matches(in: text)
        }
    }

    private static func matches(of literal: [UInt8], in text: UnsafeBufferPointer<UInt8>) -> [Range<Int>] {
        guard let first = literal.first else { return [] }
        var found: [Range<Int>] = []
        var position = 0
        while position + literal.count <= text.count {
            if text[position] == first, text[position..<position + literal.count].elementsEqual(literal) {
                found.append(position..<position + literal.count)
                position += literal.count
            } else {
                position += 1
            }
        }
        return found
    }
}
