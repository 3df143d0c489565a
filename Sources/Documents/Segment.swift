/// A part of a document that is translated by itself, or passed on as it is.
package struct Segment: Sendable, Equatable {
    /// Bytes of the document's UTF-8.
    package let range: Range<Int>
    /// False where there is nothing to translate: numbers, addresses, code, emoji.
    package let isTranslated: Bool
    /// Whether it is a piece of a sentence that was too long.
    package let isCut: Bool
}

/// The longest segment that a model takes.
package struct SegmentLimit {
    package let tokens: Int
    /// The tokens of a text. Should not fall when the text grows.
    package let count: (String) -> Int

    package init(tokens: Int, count: @escaping (String) -> Int) {
        self.tokens = tokens
        self.count = count
    }
}
