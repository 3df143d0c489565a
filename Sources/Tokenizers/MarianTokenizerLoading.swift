internal import Checkpoints
internal import JSON

extension MarianTokenizer {
    static let sourceModelName = "source.spm"
    static let targetModelName = "target.spm"
    static let vocabularyName = "vocab.json"
    static let targetVocabularyName = "target_vocab.json"

    static func isPresent(in directory: ModelDirectory) -> Bool {
        directory.contains(sourceModelName) && directory.contains(vocabularyName)
    }

    /// Throws `TokenizerError`, or what the directory throws when a file cannot be read.
    init(directory: ModelDirectory) throws {
        let configuration = try TokenizerConfiguration(directory: directory)
        let sourceModel = try Self.model(Self.sourceModelName, in: directory)
        let targetModel = try Self.model(Self.targetModelName, in: directory)
        let modelSizes = try ModelVocabularySizes(directory: directory)

        let vocabulary = try Self.vocabulary(Self.vocabularyName, in: directory)
        let addedTokens = try Self.addedTokens(configuration, vocabulary: vocabulary)
        func side(
            _ vocabulary: Vocabulary, _ file: String, addedTokens: AddedTokens, model: SentencePiece,
            joiningModel: SentencePiece, end: Token?, modelSize: Int
        ) throws(TokenizerError) -> Side {
            guard let unknownID = vocabulary.id(of: configuration.unknownToken) else {
                throw .malformed(file: file, reason: "the unknown token \(configuration.unknownToken) is missing")
            }
            let ownEnd = addedTokens.entry(of: configuration.endToken).map { entry in
                Token(id: entry.id, text: configuration.endToken, range: nil, isSpecial: true)
            }
            guard let end = ownEnd ?? end else {
                throw .malformed(file: file, reason: "the end token \(configuration.endToken) is missing")
            }
            let largestAdded = addedTokens.largestID.map(Int.init) ?? 0
            return Side(
                model: model, joiningModel: joiningModel, vocabulary: vocabulary, addedTokens: addedTokens,
                unknownID: unknownID, end: end, idLimit: max(vocabulary.idLimit, largestAdded + 1, modelSize))
        }
        source = try side(
            vocabulary, Self.vocabularyName, addedTokens: addedTokens, model: sourceModel, joiningModel: sourceModel,
            end: nil, modelSize: modelSizes.source)
        if configuration.hasSeparateVocabularies {
            let targetVocabulary = try Self.vocabulary(Self.targetVocabularyName, in: directory)
            target = try side(
                targetVocabulary, Self.targetVocabularyName, addedTokens: addedTokens.mapped(to: targetVocabulary),
                model: targetModel, joiningModel: targetModel, end: source.end, modelSize: modelSizes.target)
        } else {
            target = try side(
                vocabulary, Self.vocabularyName, addedTokens: addedTokens, model: targetModel,
                joiningModel: sourceModel,
                end: nil, modelSize: modelSizes.target)
        }
        unknownToken = configuration.unknownToken
        splitsSpecialTokens = configuration.splitsSpecialTokens
        cleansUpSpaces = configuration.cleansUpSpaces
    }

    private static func model(_ name: String, in directory: ModelDirectory) throws -> SentencePiece {
        try directory.requiredFile(name).withBytes { try SentencePiece(serialized: $0, file: name) }
    }

    /// A JSON object of pieces and ids.
    private static func vocabulary(_ name: String, in directory: ModelDirectory) throws -> Vocabulary {
        guard let members = try directory.requiredFile(name).json(name: name).root.members else {
            throw TokenizerError.malformed(file: name, reason: "it must be an object of pieces and ids")
        }
        var vocabulary = Vocabulary()
        for (piece, value) in members {
            guard let id = value.integer, vocabulary.insert(piece, id: id) else {
                throw TokenizerError.malformed(
                    file: name,
                    reason:
                        "the id of \"\(piece)\" is \(value.summary), not an integer from 0 to \(Vocabulary.largestID)")
            }
        }
        return vocabulary
    }

    /// Special tokens that the vocabulary lacks get the ids after it.
    private static func addedTokens(
        _ configuration: TokenizerConfiguration, vocabulary: Vocabulary
    ) throws(TokenizerError) -> AddedTokens {
        var tokens = configuration.addedTokens
        for literal in configuration.specialTokens
        where !tokens.contains(where: { $0.literal.utf8.elementsEqual(literal.utf8) }) {
            tokens.append(TokenizerConfiguration.AddedToken(literal: literal))
        }
        let special = Set(configuration.specialTokens.map { Array($0.utf8) })
        var nextID = vocabulary.count
        nextID += configuration.addedTokens.filter { vocabulary.id(of: $0.literal) == nil }.count
        var entries: [AddedTokens.Entry] = []
        for token in tokens where !token.literal.isEmpty {
            var id = token.id ?? vocabulary.id(of: token.literal).map(Int.init)
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
                    literal: literal, id: Int32(id), isSpecial: special.contains(literal), stripsLeft: token.stripsLeft,
                    stripsRight: token.stripsRight))
        }
        return AddedTokens(entries)
    }
}

/// How many ids the model itself knows; 0 where its configuration does not say.
private struct ModelVocabularySizes {
    var source = 0
    var target = 0

    init(directory: ModelDirectory) throws {
        guard let root = try directory.json("config.json")?.root else { return }
        func size(_ name: String) -> Int? { root[name]?.integer.map { min(max($0, 0), Vocabulary.largestID + 1) } }
        source = size("vocab_size") ?? 0
        target = size("decoder_vocab_size") ?? source
    }
}
