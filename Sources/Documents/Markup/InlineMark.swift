/// A tag, or something else without text, that stands within a segment.
struct InlineMark: Sendable {
    enum Kind: UInt8 { case opens, closes, isEmpty }

    let kind: Kind
    /// Bytes of the HTML text.
    var range: Range<Int>
    /// The scalar of the segment's text before which it stands.
    var position: Int
    /// The other tag of its element, as an index of the same list; -1 where that is outside of the segment.
    var partner: Int
    /// Belongs to the word before it. Opening tags belong to what follows, closing ones to what stands before.
    var followsWord: Bool
}
