/// Text that comes together token by token. A value belongs to one sequence.
package protocol TextStream: Sendable {
    /// Adds a token.
    ///
    /// - Returns: the text that is certain from now on, whatever may follow, as far as it has not been returned before; none while a
    ///   character is incomplete, or while what follows may change it.
    /// - Throws: `unknownID`, and the token counts as not added.
    mutating func append(_ id: Int32) throws(TokenizerError) -> String

    /// The text that was held back for what might have followed. Call it once, at the end.
    mutating func finish() -> String

    /// Whether a token may change the text of all those before it, so that the text of the last few says nothing about the whole.
    var mayChangeWholeText: Bool { get }
}

extension TextStream {
    package var mayChangeWholeText: Bool { false }
}

/// Holds everything back: for tokenizers whose text may change as a whole with every token.
struct WholeTextStream: TextStream {
    let tokenizer: any Tokenizer
    let side: TextSide
    private var ids: [Int32] = []

    init(tokenizer: any Tokenizer, side: TextSide) {
        self.tokenizer = tokenizer
        self.side = side
    }

    mutating func append(_ id: Int32) throws(TokenizerError) -> String {
        let size = tokenizer.vocabularySize(side: side)
        guard id >= 0, Int(id) < size else { throw .unknownID(id, vocabularySize: size) }
        ids.append(id)
        return ""
    }

    var mayChangeWholeText: Bool { true }

    mutating func finish() -> String { (try? tokenizer.decode(ids, side: side).text) ?? "" }
}
