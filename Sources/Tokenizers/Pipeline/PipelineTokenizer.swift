/// A tokenizer of the parts that a `tokenizer.json` names: normalizer, pre-tokenizer, model, post-processor, decoder.
///
/// Equal to the reference in ids, ranges and decoded text. Ranges are the reference's offsets without the white space that they may
/// begin with; a token that covers nothing but white space keeps it.
struct PipelineTokenizer: Tokenizer {
    private(set) var normalizer: (any Normalizer)?
    let preTokenizer: (any PreTokenizer)?
    let model: any SubwordModel
    let postProcessor: PostProcessor
    let decoder: any PieceDecoder
    let addedTokens: AddedVocabulary
    /// Whether decoded text loses the spaces before English punctuation.
    let cleansUpSpaces: Bool
    /// Whether special tokens that a text spells out are text like any other.
    let splitsSpecialTokens: Bool
    let truncationSide: TruncationSide
    private let givesTokenTypes: Bool
    /// Ids are below it.
    private let idLimit: Int
    private let display: PieceDisplay

    /// - decoder: nil to join pieces with spaces.
    /// - modelSize: how many ids the transformer has, which may exceed the tokenizer's; 0 when unknown.
    init(
        normalizer: (any Normalizer)?, preTokenizer: (any PreTokenizer)?, model: any SubwordModel,
        postProcessor: PostProcessor, decoder: (any PieceDecoder)?, addedTokens: AddedVocabulary, options: Options
    ) {
        self.normalizer = normalizer
        self.preTokenizer = preTokenizer
        self.model = model
        self.postProcessor = postProcessor
        self.decoder = decoder ?? SpaceDecoder()
        self.addedTokens = addedTokens
        cleansUpSpaces = options.cleansUpSpaces
        splitsSpecialTokens = options.splitsSpecialTokens
        truncationSide = options.truncationSide
        givesTokenTypes = options.givesTokenTypes
        idLimit = max(model.idLimit, addedTokens.idLimit, postProcessor.idLimit, options.modelSize)
        display = PieceDisplay(decoder)
    }

    struct Options {
        var cleansUpSpaces = false
        var splitsSpecialTokens = false
        var truncationSide = TruncationSide.right
        /// Whether the model is told the types that the post-processor gives to tokens: `token_type_ids`.
        var givesTokenTypes = false
        /// How many ids the transformer has, which may exceed the tokenizer's; 0 when unknown.
        var modelSize = 0
    }

    var kind: String { "\(type(of: model))" }

    var cutsWordsWithSpace: Bool {
        decoder is ByteLevelDecoder && (preTokenizer as? ByteLevel)?.addsPrefixSpace != true
    }

    func vocabularySize(side: TextSide) -> Int { idLimit }

    func encode(_ text: String, side: TextSide, addingSpecialTokens: Bool) -> [Token] {
        var text = text
        let scalars = TextScalars(text)
        var pretokenized = text.withUTF8 { bytes in
            addedTokens.extract(from: bytes, normalizer: normalizer, splittingSpecial: splitsSpecialTokens)
        }
        preTokenizer?.pretokenize(&pretokenized)
        var encoding = Encoding(pretokenized, model: model, scalars: scalars)
        encoding.apply(postProcessor, model: model, addingSpecialTokens: addingSpecialTokens)
        return encoding.tokens(of: scalars, unknownID: model.unknownID, givesTypes: givesTokenTypes) { id, kind in
            switch kind {
            case .piece: (display.text(of: model.piece(of: id) ?? []), false)
            case .added: (addedTokens[id]?.content ?? "", addedTokens[id]?.isSpecial ?? false)
            case .surrounding(let text): (text, true)
            }
        }
    }

    func decode(_ ids: [Int32], side: TextSide) throws(TokenizerError) -> DecodedText {
        var shown: [[UInt8]] = []
        var tokens: [(id: Int32, text: String, isShown: Bool)] = []
        for id in ids {
            let (piece, isShown) = try piece(of: id)
            if isShown, let piece { shown.append(piece) }
            let text = addedTokens[id]?.content ?? piece.map { display.text(of: $0[...]) } ?? ""
            tokens.append((id, text, isShown))
        }
        var decoding = DecodingText(shown)
        decoder.decode(&decoding)
        let joined = decoding.joined
        var text = OwnedText(joined.bytes, owners: joined.owners)
        if cleansUpSpaces { text.cleanUpSpaces() }
        var ranges = text.ranges(of: shown.count, sharing: decoding.sharesCharacters).makeIterator()
        return DecodedText(
            text: text.string,
            tokens: tokens.map { token in
                Token(
                    id: token.id, text: token.text, range: token.isShown ? ranges.next() : nil,
                    isSpecial: !token.isShown)
            })
    }

    func textStream(side: TextSide) -> any TextStream { PipelineTextStream(self) }

    /// The piece of an id, nil when it has none, and whether it adds to decoded text.
    func piece(of id: Int32) throws(TokenizerError) -> (piece: [UInt8]?, isShown: Bool) {
        guard id >= 0, Int(id) < idLimit else { throw .unknownID(id, vocabularySize: idLimit) }
        let piece = addedTokens.literal(of: id) ?? model.piece(of: id).map { Array($0) }
        return (piece, piece.map { !addedTokens.isSpecial($0[...]) } ?? false)
    }
}

extension PipelineTokenizer: LowercasingTokenizer {
    var lowercasing: any Tokenizer {
        let others = (normalizer as? NormalizerSequence)?.normalizers ?? normalizer.map { [$0] } ?? []
        guard !others.contains(where: { $0 is Lowercase }) else { return self }
        var tokenizer = self
        tokenizer.normalizer = NormalizerSequence(normalizers: [Lowercase()] + others)
        return tokenizer
    }
}
