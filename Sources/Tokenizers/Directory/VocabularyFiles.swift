internal import Checkpoints

/// The vocabulary files that a tokenizer class reads where there is no `tokenizer.json`.
enum VocabularyFiles: Equatable {
    /// `vocab.txt`
    case list
    /// `vocab.json` and `merges.txt`
    case merges
    /// A serialized SentencePiece model of this name.
    case sentencePiece(String)

    /// What some directories have in place of the class's own file.
    private static let otherSentencePieceName = "tokenizer.model"

    /// nil for a class that reads no such files, or has another way to read them.
    init?(of tokenizerClass: TokenizerClass, in directory: ModelDirectory) {
        switch tokenizerClass {
        case .bert, .bertHeir, .dpr, .funnel, .mpnet, .splinter: self = .list
        case .gpt2, .herbert, .roberta: self = .merges
        case .albert, .pegasus, .t5, .xlnet: self = .sentencePiece("spiece.model")
        case .llama: self = .sentencePiece(Self.otherSentencePieceName)
        case .camembert, .mBart, .mBart50, .nllb, .xlmRoberta: self = .sentencePiece("sentencepiece.bpe.model")
        case .byT5, .m2m100, .marian, .generic: return nil
        }
        if case .sentencePiece = self, directory.contains(Self.otherSentencePieceName) {
            self = .sentencePiece(Self.otherSentencePieceName)
        }
    }

    var names: [String] {
        switch self {
        case .list: [VocabularyList.fileName]
        case .merges: [MergeList.vocabularyName, MergeList.fileName]
        case .sentencePiece(let name): [name]
        }
    }

    /// What the class makes its pipeline of.
    func inputs(of tokenizerClass: TokenizerClass, in directory: ModelDirectory) throws -> ClassInputs {
        let settings = try TokenizerSettings(directory: directory, tokenizerFile: nil)
        let modelSize = try ModelVocabularySizes(directory: directory).source
        func inputs(
            _ pieces: ClassInputs.Pieces, charsmap: CharacterMap? = nil, modelTokens: [StatedToken]? = nil,
            modelUnknownID: Int? = nil
        ) -> ClassInputs {
            ClassInputs(
                pieces: pieces, charsmap: charsmap, postProcessor: nil, modelTokens: modelTokens,
                modelUnknownID: modelUnknownID, settings: settings,
                file: names[0], modelSize: modelSize)
        }
        switch self {
        case .list: return inputs(.ids(try VocabularyList.read(from: directory)))
        case .merges:
            let name = MergeList.vocabularyName
            let vocabulary = try Vocabulary(directory.requiredDocument(name).root, file: name)
            return inputs(.merges(vocabulary, try MergeList.read(from: directory)))
        case .sentencePiece(let name):
            let model = try SentencePieceFile(name, in: directory)
            return inputs(
                try model.pieces(of: tokenizerClass, settings),
                charsmap: try model.charsmap.map { try CharacterMap(blob: $0, file: name) },
                modelTokens: model.addedTokens, modelUnknownID: model.unknownID)
        }
    }
}
