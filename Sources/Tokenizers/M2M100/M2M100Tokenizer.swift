internal import Checkpoints

/// The tokenizer of M2M100: one SentencePiece model cuts all languages, `vocab.json` gives the pieces their ids, and the languages
/// follow it as "__en__".
///
/// transformers has no pipeline for it. What it does in place of one is what it does for Marian.
enum M2M100Tokenizer {
    private static let modelName = "sentencepiece.bpe.model"
    private static let vocabularyName = "vocab.json"

    static func isPresent(in directory: ModelDirectory) -> Bool {
        directory.contains(modelName) && directory.contains(vocabularyName)
    }

    /// Throws `TokenizerError`, or what the directory throws when a file cannot be read.
    static func load(from directory: ModelDirectory) throws -> MultilingualTokenizer {
        let settings = try TokenizerSettings(directory: directory, tokenizerFile: nil)
        let configuration = try TokenizerConfiguration(
            directory: directory, defaults: ["bos_token": "<s>", "sep_token": "</s>"])
        let codes = try languageCodes(settings)
        let pieces = try Vocabulary(directory.requiredDocument(vocabularyName).root, file: vocabularyName)
        let modelSize = try ModelVocabularySizes(directory: directory).source
        let vocabulary = try SideVocabulary(
            pieces: pieces, following: codes.map(literal), file: vocabularyName, configuration: configuration,
            modelSize: modelSize)
        let model = try directory.requiredFile(modelName).withBytes {
            try SentencePiece(serialized: $0, file: modelName)
        }
        let side = MarianTokenizer.Side(model: model, joiningModel: model, vocabulary: vocabulary)
        let base = MarianTokenizer(
            source: side, target: side, unknownToken: configuration.unknownToken,
            splitsSpecialTokens: configuration.splitsSpecialTokens, truncationSide: configuration.truncationSide,
            cleansUpSpaces: configuration.cleansUpSpaces, readsLanguagePrefixes: false, languages: nil)
        func isInModel(_ id: Int32) -> Bool { modelSize == 0 || Int(id) < modelSize }
        let ids = codes.enumerated().map { (code: $0.element, id: Int32(pieces.count + $0.offset)) }
        let added = vocabulary.addedTokens.entries.filter { isInModel($0.id) }
            .map { (code: String(decoding: $0.literal, as: UTF8.self), id: $0.id) }
        let marked = added.compactMap { token in LanguageCodes.unmarked(token.code).map { (code: $0, id: token.id) } }
            .filter { !codes.contains($0.code) }
        let languages = TokenizerLanguages(
            ids.filter { isInModel($0.id) } + marked.filter { LanguageCodes.isTag($0.code) }, unlisted: marked + added,
            place: .forcedFirst,
            defaultSource: try settings.option("src_lang")?.string() ?? "en",
            defaultTarget: try settings.option("tgt_lang")?.string())
        let markedCodes = Set(codes + marked.map(\.code))
        return MultilingualTokenizer(
            base: base, languages: languages, sourceLayout: .languageFirst,
            literal: { markedCodes.contains($0) ? literal(of: $0) : $0 },
            end: (configuration.endToken, vocabulary.end.id),
            unknown: (configuration.unknownToken, vocabulary.unknownID))
    }

    private static func literal(of code: String) -> String { "__\(code)__" }

    private static func languageCodes(_ settings: TokenizerSettings) throws(TokenizerError) -> [String] {
        guard let list = try settings.option("language_codes")?.string() else { return LanguageCodes.m2m100 }
        switch list {
        case "m2m100": return LanguageCodes.m2m100
        case "wmt21": return LanguageCodes.wmt21
        default:
            throw .malformed(
                file: TokenizerSettings.fileName, reason: "language_codes is \"\(list)\", not \"m2m100\" or \"wmt21\"")
        }
    }
}
