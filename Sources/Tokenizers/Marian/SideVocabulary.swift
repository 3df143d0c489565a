internal import Checkpoints
internal import JSON

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

    /// Reads a vocabulary and adds the special tokens that it lacks.
    ///
    /// - source: the source language's, when this is a target language with a vocabulary of its own.
    init(
        file: String, in directory: ModelDirectory, configuration: TokenizerConfiguration, modelSize: Int,
        source: SideVocabulary? = nil
    ) throws {
        let pieces = try Vocabulary(directory.requiredDocument(file).root, file: file, allowsSharedIDs: true)
        let addedTokens = try source?.addedTokens.mapped(to: pieces) ?? Self.addedTokens(configuration, pieces: pieces)
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
        self.pieces = pieces
        self.addedTokens = addedTokens
        self.unknownID = unknownID
        self.end = end
        self.modelSize = modelSize
        ownLimit = max(pieces.idLimit, addedTokens.idLimit, Int(end.id) + 1)
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
