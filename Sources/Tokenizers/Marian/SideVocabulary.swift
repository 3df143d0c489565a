/// The ids of one language's pieces and special tokens.
struct SideVocabulary: Sendable {
    let pieces: Vocabulary
    let addedTokens: AddedTokens
    let unknownID: Int32
    let end: Token
    /// How many ids the model itself has, which may exceed the tokenizer's files; 0 when unknown.
    var modelSize: Int
    /// Ids that the files give are below it.
    private let ownLimit: Int

    /// Ids are below it.
    var idLimit: Int { max(ownLimit, modelSize) }

    /// Adds the special tokens that a vocabulary lacks.
    ///
    /// - following: pieces that come after the vocabulary's own. Special tokens among them have ids of their own.
    /// - file: how an error names the vocabulary.
    /// - source: the source language's, when this is a target language with a vocabulary of its own.
    init(
        pieces: Vocabulary, following: [String] = [], file: String, configuration: TokenizerConfiguration,
        modelSize: Int,
        source: SideVocabulary? = nil
    ) throws(TokenizerError) {
        let addedTokens =
            if let source { source.addedTokens.mapped(to: pieces) } else {
                try Self.addedTokens(configuration, pieces: pieces)
            }
        guard let unknownID = pieces.id(of: configuration.unknownToken) else {
            throw TokenizerError.malformed(
                file: file, reason: "the unknown token \(configuration.unknownToken) is missing")
        }
        let ownEnd = addedTokens.entry(of: configuration.endToken).map { entry in
            Token(id: entry.id, text: configuration.endToken, range: nil, isSpecial: true)
        }
        guard let end = ownEnd ?? source?.end else {
            throw TokenizerError.malformed(file: file, reason: "the end token \(configuration.endToken) is missing")
        }
        var extended = pieces
        for (index, piece) in following.enumerated() {
            guard extended.insert(piece, id: pieces.count + index) else {
                throw .malformed(file: file, reason: "it has more than \(Vocabulary.largestID) pieces")
            }
        }
        self.pieces = extended
        self.addedTokens = addedTokens
        self.unknownID = unknownID
        self.end = end
        self.modelSize = modelSize
        ownLimit = max(extended.idLimit, addedTokens.idLimit, Int(end.id) + 1)
    }

    /// Special tokens that the vocabulary lacks get the ids after it.
    private static func addedTokens(
        _ configuration: TokenizerConfiguration, pieces: Vocabulary
    ) throws(TokenizerError) -> AddedTokens {
        var tokens = configuration.addedTokens
        for literal in configuration.specialTokens
        where !tokens.contains(where: { $0.literal.utf8.elementsEqual(literal.utf8) }) {
            tokens.append(TokenizerConfiguration.AddedToken(literal: literal))
        }
        let special = Set(configuration.specialTokens.map { Array($0.utf8) })
        var nextID = pieces.count + configuration.addedTokens.count { pieces.id(of: $0.literal) == nil }
        var entries: [AddedTokens.Entry] = []
        for token in tokens where !token.literal.isEmpty {
            var id = token.id ?? pieces.id(of: token.literal).map(Int.init)
            if id == nil {
                id = nextID
                nextID += 1
            }
            guard let id, (0...Vocabulary.largestID).contains(id) else {
                throw .malformed(
                    file: TokenizerConfiguration.fileName,
                    reason: "the id of the added token \(token.literal) is out of range")
            }
            let literal = Array(token.literal.utf8)
            entries.append(
                AddedTokens.Entry(
                    literal: literal, id: Int32(id), isSpecial: special.contains(literal),
                    stripsLeft: token.stripsLeft, stripsRight: token.stripsRight))
        }
        return AddedTokens(entries)
    }
}
