/// Where a text that is too long loses tokens: transformers' `truncation_side`.
package enum TruncationSide: String, Sendable {
    case left, right
}

extension TruncationSide {
    /// The tokens that stay when there may be at most `limit`: all that stand around the text, and of its own as many as fit.
    /// Special tokens that the text spells out are its own.
    ///
    /// - Returns: nil when those around the text are too many by themselves.
    package func truncated(_ tokens: [Token], to limit: Int) -> [Token]? {
        if tokens.count <= limit { return tokens }
        let before = tokens.prefix { $0.range == nil }.count
        let after = tokens.dropFirst(before).reversed().prefix { $0.range == nil }.count
        let room = limit - before - after
        guard room >= 0 else { return nil }
        let text = tokens[before..<tokens.count - after]
        return tokens.prefix(before) + (self == .left ? text.suffix(room) : text.prefix(room)) + tokens.suffix(after)
    }
}
