/// The tokenizer of Marian models (OPUS-MT): a SentencePiece model per language cuts the text, and a vocabulary of its own,
/// shared by both languages or one for each, gives the pieces their ids.
///
/// Equal to transformers' `MarianTokenizer`, but for one thing: with separate vocabularies, special tokens of the target
/// side have the target vocabulary's ids, where transformers uses the source's on both sides.
struct MarianTokenizer: Tokenizer {
    /// What one language uses.
    struct Side: Sendable {
        let model: SentencePiece
        /// Joins pieces to text. With a shared vocabulary, transformers joins both languages with the source's model.
        let joiningModel: SentencePiece
        let vocabulary: SideVocabulary
    }

    let source: Side
    let target: Side
    /// The literal of the unknown token.
    let unknownToken: String
    let splitsSpecialTokens: Bool
    let truncationSide: TruncationSide
    let cleansUpSpaces: Bool
    /// Whether ">>fra<<" at the beginning of a text is a token.
    let readsLanguagePrefixes: Bool
    /// Target languages that the source text can begin with.
    let languages: TokenizerLanguages?

    var kind: String { "SentencePiece" }

    func vocabularySize(side: TextSide) -> Int { self[side].vocabulary.idLimit }

    func encode(_ text: String, side: TextSide, addingSpecialTokens: Bool) -> [Token] {
        encode(text, side: side, languages: LanguagePair(), addingSpecialTokens: addingSpecialTokens)
    }

    /// A source text whose target language is named begins with it, as if the text spelled it out.
    func encode(_ text: String, side: TextSide, languages: LanguagePair, addingSpecialTokens: Bool) -> [Token] {
        var tokens: [Token] = []
        if addingSpecialTokens, side == .source, let code = languages.target, let id = self.languages?.token(of: code) {
            tokens.append(Token(id: id, text: Self.literal(ofLanguage: code), range: nil, isSpecial: true))
        }
        if !text.isEmpty {
            var text = text
            let scalars = TextScalars(text)
            text.withUTF8 { bytes in
                let segments =
                    splitsSpecialTokens ? [.text(0..<bytes.count)] : self[side].vocabulary.addedTokens.split(bytes)
                for segment in segments {
                    switch segment {
                    case .token(let entry, let range):
                        tokens.append(
                            Token(
                                id: entry.id, text: String(decoding: entry.literal, as: UTF8.self),
                                range: scalars.range(ofBytes: range), isSpecial: entry.isSpecial))
                    case .text(let range):
                        append(bytes, range, of: scalars, side: self[side], to: &tokens)
                    }
                }
            }
        }
        if addingSpecialTokens { tokens.append(self[side].vocabulary.end) }
        return tokens
    }

    /// Appends the tokens of a stretch without special tokens.
    private func append(
        _ text: UnsafeBufferPointer<UInt8>, _ range: Range<Int>, of scalars: TextScalars, side: Side,
        to tokens: inout [Token]
    ) {
        var start = range.lowerBound
        if readsLanguagePrefixes, let code = Self.languageCode(text[range]) {
            let piece = text[code]
            let id = side.vocabulary.pieces.id(of: UnsafeBufferPointer(rebasing: piece))
            tokens.append(
                Token(
                    id: id ?? side.vocabulary.unknownID, text: String(decoding: piece, as: UTF8.self),
                    range: scalars.range(ofBytes: code), isSpecial: false, isUnknown: id == nil))
            start = code.upperBound
        }
        let rest = start..<range.upperBound
        guard let pieces = side.model.encode(UnsafeBufferPointer(rebasing: text[rest])) else {
            tokens.append(
                Token(
                    id: side.vocabulary.unknownID, text: unknownToken, range: scalars.range(ofBytes: rest),
                    isSpecial: false, isUnknown: true))
            return
        }
        let ranges = PieceRanges(of: pieces, at: start, in: scalars)
        tokens.append(
            contentsOf: ranges.tokens(unknownID: side.vocabulary.unknownID) { side.vocabulary.pieces.id(of: $0) })
    }

    static func literal(ofLanguage code: String) -> String { ">>\(code)<<" }

    /// A text may begin with the language to translate into, as in ">>fra<< text".
    private static func languageCode(_ text: Slice<UnsafeBufferPointer<UInt8>>) -> Range<Int>? {
        let (opening, closing) = (UInt8(ascii: ">"), UInt8(ascii: "<"))
        guard text.starts(with: [opening, opening]) else { return nil }
        for position in text.indices.dropFirst(2).dropLast() where text[position] == closing {
            if text[position + 1] == closing { return text.startIndex..<position + 2 }
        }
        return nil
    }

    func decode(_ ids: [Int32], side: TextSide) throws(TokenizerError) -> DecodedText {
        var joiner = PieceJoiner(model: self[side].joiningModel)
        for id in ids {
            let (piece, isSpecial) = try piece(of: id, side: side)
            joiner.append(piece, id: id, isSpecial: isSpecial)
        }
        return joiner.join(cleaningUpSpaces: cleansUpSpaces)
    }

    func textStream(side: TextSide) -> any TextStream {
        MarianTextStream(self, side: side) ?? WholeTextStream(tokenizer: self, side: side)
    }

    /// What an id stands for. Special pieces add nothing to decoded text.
    func piece(of id: Int32, side: TextSide) throws(TokenizerError) -> (piece: ArraySlice<UInt8>, isSpecial: Bool) {
        let vocabulary = self[side].vocabulary
        guard id >= 0, Int(id) < vocabulary.idLimit else {
            throw .unknownID(id, vocabularySize: vocabulary.idLimit)
        }
        if let entry = vocabulary.addedTokens[id] { return (entry.literal[...], entry.isSpecial) }
        if let piece = vocabulary.pieces.piece(of: id) { return (piece, false) }
        return (ArraySlice(unknownToken.utf8), true)
    }

    subscript(side: TextSide) -> Side { side == .source ? source : target }
}
