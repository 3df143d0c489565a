/// A piece of an HTML text. Tokens follow each other without gaps.
struct HTMLToken {
    enum Kind: UInt8 {
        /// Characters and references to characters.
        case text
        case startTag, endTag
        /// What is neither text nor a tag: comments, declarations, raw contents, and a tag that is not finished.
        case other
    }

    let kind: Kind
    /// Bytes of the HTML text.
    let range: Range<Int>
    /// Of a tag, in lower case.
    var name = ""
    /// Ends with "/>".
    var isSelfClosing = false
    /// Has translate="no".
    var isUntranslated = false
}

/// An attribute of a start tag whose value people read.
struct HTMLAttribute {
    /// Bytes of the value, without quotes.
    let value: Range<Int>
    /// The sign around it; nil where there is none.
    let quote: UInt8?
}
