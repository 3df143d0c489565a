/// One token of a text.
package struct Token: Sendable, Equatable {
    package let id: Int32
    /// What the token stands for, as shown to people: the piece with word-boundary marks turned into what they stand for
    /// and edges trimmed ("AH" for "▁AH"; a piece that is nothing but such marks is " "); a special token's literal ("</s>").
    package let text: String
    /// Unicode scalars into the text, half open, without the white space that a piece may begin with. Tokens that stand for parts of
    /// one character share its range. nil for a token that was put around the text; one that the text spells out has its range.
    package let range: Range<Int>?
    package let isSpecial: Bool
    /// Whether it stands for a part of the text that the vocabulary lacks.
    package let isUnknown: Bool
    /// The row of the model's token type embeddings: which segment the token is of. 0 unless the tokenizer says more.
    package let type: Int32

    package init(
        id: Int32, text: String, range: Range<Int>?, isSpecial: Bool, isUnknown: Bool = false, type: Int32 = 0
    ) {
        self.id = id
        self.text = text
        self.range = range
        self.isSpecial = isSpecial
        self.isUnknown = isUnknown
        self.type = type
    }
}

/// Text that token ids stand for. `tokens` has one entry per id, in order; ranges point into `text`.
package struct DecodedText: Sendable, Equatable {
    package let text: String
    package let tokens: [Token]

    package init(text: String, tokens: [Token]) {
        self.text = text
        self.tokens = tokens
    }
}

/// Which of a model's two languages a text is in: many models cut source and target differently.
package enum TextSide: Sendable { case source, target }

package enum TokenizerError: Error, Equatable {
    /// The tokenizer's own files cannot be used.
    case malformed(file: String, reason: String)
    /// The id stands for nothing in this vocabulary.
    case unknownID(Int32, vocabularySize: Int)
}

extension TokenizerError: CustomStringConvertible {
    package var description: String {
        switch self {
        case .malformed(let file, let reason): "\(file): \(reason)"
        case .unknownID(let id, let size): "token id \(id) is outside the vocabulary (0 to \(size - 1))"
        }
    }
}

/// Text to ids and back, with offsets. Thread-safe.
package protocol Tokenizer: Sendable {
    /// Any text can be encoded: what the vocabulary lacks becomes the unknown token's id, with the range it covers.
    ///
    /// - addingSpecialTokens: whether the model's own begin and end tokens are added, as `tokenizer(text)` does in transformers.
    func encode(_ text: String, side: TextSide, addingSpecialTokens: Bool) -> [Token]

    /// Special tokens, the unknown one among them, contribute no text; equals `tokenizer.decode(ids, skip_special_tokens=True)`.
    func decode(_ ids: [Int32], side: TextSide) throws(TokenizerError) -> DecodedText

    /// What `decode` makes of ids that come one by one: all that it returns together is the text of `decode`.
    func textStream(side: TextSide) -> any TextStream

    /// Ids are 0..<vocabularySize.
    func vocabularySize(side: TextSide) -> Int

    /// What cuts its words, for people: "BPE", "WordPiece".
    var kind: String { get }

    /// Whether a word inside a text is cut together with the space before it, and one at the beginning without: byte-level BPE.
    var cutsWordsWithSpace: Bool { get }

    /// Where a text that is too long loses tokens.
    var truncationSide: TruncationSide { get }

    /// nil when a text's language is not told to the model.
    var languages: TokenizerLanguages? { get }

    /// As `encode` without languages, whose special tokens are those of the model's default languages.
    ///
    /// Equals transformers' `tokenizer(text)` after `tokenizer.src_lang = …`, and `tokenizer(text_target=text)` after
    /// `tokenizer.tgt_lang = …`, but for a target text where the decoder starts with the language (mBART): the language,
    /// which transformers puts at the end and its model moves to the front, is left out. With the legacy behaviour of NLLB, a target
    /// text begins with its language all the same, as what the model generates does.
    func encode(_ text: String, side: TextSide, languages: LanguagePair, addingSpecialTokens: Bool) -> [Token]
}

extension Tokenizer {
    package func textStream(side: TextSide) -> any TextStream { WholeTextStream(tokenizer: self, side: side) }
    package var kind: String { "\(Self.self)" }
    package var cutsWordsWithSpace: Bool { false }
    package var truncationSide: TruncationSide { .right }
    package var languages: TokenizerLanguages? { nil }

    package func encode(
        _ text: String, side: TextSide, languages: LanguagePair, addingSpecialTokens: Bool
    ) -> [Token] {
        encode(text, side: side, addingSpecialTokens: addingSpecialTokens)
    }
}
