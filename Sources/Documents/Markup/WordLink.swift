/// Which part of a text a word of its translation came from, in Unicode scalars of the two.
package struct WordLink: Sendable, Equatable {
    package let source: Range<Int>
    package let target: Range<Int>

    package init(source: Range<Int>, target: Range<Int>) {
        self.source = source
        self.target = target
    }
}

/// A segment's translation, with where each of its words came from.
package struct AlignedText: Sendable, Equatable {
    package let text: String
    /// At most one for each word of the translation, in its order. What lies outside both texts, or overlaps the word
    /// before, is left out.
    package let links: [WordLink]

    package init(_ text: String, links: [WordLink]) {
        self.text = text
        self.links = links
    }
}
