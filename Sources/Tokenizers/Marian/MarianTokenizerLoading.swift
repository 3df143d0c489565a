internal import Checkpoints
internal import JSON

extension MarianTokenizer {
    private static let sourceModelName = "source.spm"
    private static let targetModelName = "target.spm"
    private static let vocabularyName = "vocab.json"
    private static let targetVocabularyName = "target_vocab.json"

    static func isPresent(in directory: ModelDirectory) -> Bool {
        directory.contains(sourceModelName) && directory.contains(vocabularyName)
    }

    /// Throws `TokenizerError`, or what the directory throws when a file cannot be read.
    init(directory: ModelDirectory) throws {
        let configuration = try TokenizerConfiguration(directory: directory)
        let sourceModel = try Self.model(Self.sourceModelName, in: directory)
        let targetModel = try Self.model(Self.targetModelName, in: directory)
        let modelSizes = try ModelVocabularySizes(directory: directory)
        let vocabulary = try SideVocabulary(
            pieces: Self.pieces(Self.vocabularyName, in: directory), file: Self.vocabularyName,
            configuration: configuration, modelSize: modelSizes.source)
        source = Side(model: sourceModel, joiningModel: sourceModel, vocabulary: vocabulary)
        if configuration.hasSeparateVocabularies {
            let targetVocabulary = try SideVocabulary(
                pieces: Self.pieces(Self.targetVocabularyName, in: directory), file: Self.targetVocabularyName,
                configuration: configuration, modelSize: modelSizes.target, source: vocabulary)
            target = Side(model: targetModel, joiningModel: targetModel, vocabulary: targetVocabulary)
        } else {
            var targetVocabulary = vocabulary
            targetVocabulary.modelSize = modelSizes.target
            target = Side(model: targetModel, joiningModel: sourceModel, vocabulary: targetVocabulary)
        }
        unknownToken = configuration.unknownToken
        splitsSpecialTokens = configuration.splitsSpecialTokens
        truncationSide = configuration.truncationSide
        cleansUpSpaces = configuration.cleansUpSpaces
        readsLanguagePrefixes = true
        languages = Self.languages(of: vocabulary)
    }

    /// Those for which there is a piece, or an added token, such as ">>fra<<".
    private static func languages(of vocabulary: SideVocabulary) -> TokenizerLanguages? {
        let (opening, closing) = (Array(">>".utf8), Array("<<".utf8))
        let pieces = vocabulary.pieces
        let codes = (0..<Int32(vocabulary.idLimit)).compactMap { id -> (code: String, id: Int32)? in
            guard let piece = vocabulary.addedTokens[id]?.literal[...] ?? pieces.piece(of: id),
                piece.starts(with: opening),
                piece.reversed().starts(with: closing), piece.count > opening.count + closing.count
            else { return nil }
            let code = piece.dropFirst(opening.count).dropLast(closing.count)
            return (String(decoding: code, as: UTF8.self), id)
        }
        if codes.isEmpty { return nil }
        return TokenizerLanguages(codes, place: .beforeSource, defaultSource: nil, defaultTarget: nil)
    }

    private static func pieces(_ name: String, in directory: ModelDirectory) throws -> Vocabulary {
        try Vocabulary(directory.requiredDocument(name).root, file: name, allowsSharedIDs: true)
    }

    private static func model(_ name: String, in directory: ModelDirectory) throws -> SentencePiece {
        try directory.requiredFile(name).withBytes { try SentencePiece(serialized: $0, file: name) }
    }
}
