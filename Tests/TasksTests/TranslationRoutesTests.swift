import Checkpoints
import JSON
import TestSupport
import Testing

@testable import Tasks

struct LanguageTagTests {
    @Test(arguments: [
        ("en", "en"), ("EN", "en"), ("eng", "en"), ("en-US", "en"), ("fr_XX", "fr"), ("fra_Latn", "fr"), ("iw", "he"),
        ("jw", "jv"), ("no", "nb"), ("nob_Latn", "nb"), ("arb_Arab", "ar"), ("arz_Arab", "arz"), ("zh", "zh"),
        ("zho_Hans", "zh-Hans"), ("zh_CN", "zh-Hans"), ("zh-Hant", "zh-Hant"), ("zh-TW", "zh-Hant"),
        ("yue_Hant", "yue"), ("ceb", "ceb"), ("pt-BR", "pt"),
    ])
    func codesOfALanguageAreOne(code: String, tag: String) {
        #expect(LanguageTag(code)?.code == tag)
    }

    @Test(arguments: [
        "", "auto", "xx", "g2p", "e", "en-", "en--US", "mul", "ROMANCE", "english", "en\u{0}", "en-toolongtag",
    ])
    func whatIsNoLanguageIsNone(code: String) { #expect(LanguageTag(code) == nil) }

    @Test func everyLanguageHasAName() {
        #expect(LanguageTag("de")?.name == "German")
        #expect(LanguageTag("zh-CN")?.name == "Chinese (simplified)")
        #expect(LanguageNames.others.values.allSatisfy { LanguageNames.names[$0] != nil })
        #expect(LanguageNames.names.count > 200)
        #expect(LanguageNames.names.values.allSatisfy { !$0.isEmpty })
    }
}

struct TranslationRoutesTests {
    /// A directory like OPUS-MT's whose settings name these two languages.
    private static func marian(_ name: String, _ settings: String, in directory: TemporaryDirectory) throws
        -> ServedModel
    {
        let path = try Fixtures.translator(settings: settings, named: name, in: directory)
        return try ServedModel(name: name, directory: try ModelDirectory(path: path), maxInputTokens: 64)
    }

    private static func stated(_ source: String, _ target: String) -> String {
        #"{"source_lang":"\#(source)","target_lang":"\#(target)","separate_vocabs":false}"#
    }

    private func fixture(_ path: String, named name: String) throws -> ServedModel {
        try ServedModel(name: name, directory: try ModelDirectory(path: Fixtures.path(path)), maxInputTokens: 64)
    }

    private func codes(_ tags: [LanguageTag]) -> [String] { tags.map(\.code) }
    private func route(_ routes: TranslationRoutes, _ source: String, _ target: String) throws -> [String]? {
        let (source, target) = (try #require(LanguageTag(source)), try #require(LanguageTag(target)))
        return routes.route(from: source, to: target)?.map(\.served.name)
    }

    @Test func languagesAreThoseOfTheSettingsThenThoseOfTheName() throws {
        let directory = try TemporaryDirectory()
        let served = [
            try Self.marian("de-en", Self.stated("eng", "fra"), in: directory),
            try Self.marian("fi-sv", #"{"separate_vocabs":false}"#, in: directory),
            try Self.marian("fi-x1", #"{"separate_vocabs":false}"#, in: directory),
            try Self.marian("opus-mt-fi-et", Self.stated("mul", "en"), in: directory),
        ]
        let routes = TranslationRoutes(served)
        #expect(codes(routes.sources) == ["en", "fi"])
        #expect(codes(routes.targets(of: try #require(LanguageTag("en")))) == ["fr"])
        #expect(codes(routes.targets(of: try #require(LanguageTag("fi")))) == ["sv"])
    }

    @Test func pairWithoutAModelGoesThroughEnglish() throws {
        let directory = try TemporaryDirectory()
        let routes = TranslationRoutes([
            try Self.marian("a", Self.stated("de", "en"), in: directory),
            try Self.marian("b", Self.stated("en", "fr"), in: directory),
            try Self.marian("c", Self.stated("de", "es"), in: directory),
            try Self.marian("d", Self.stated("fr", "de"), in: directory),
            try Self.marian("e", Self.stated("de", "en"), in: directory),
        ])
        #expect(try route(routes, "de", "en") == ["a"])
        #expect(try route(routes, "de", "fr") == ["a", "b"])
        #expect(try route(routes, "de", "es") == ["c"])
        // German is between these, which is not English.
        #expect(try route(routes, "fr", "es") == nil)
        #expect(try route(routes, "en", "es") == nil)
        #expect(try route(routes, "de", "de") == [])
        #expect(codes(routes.targets(of: try #require(LanguageTag("de")))) == ["en", "fr", "es"])
        #expect(routes.language("fra")?.code == "fr")
        #expect(routes.language("sv") == nil)
    }

    @Test func multilingualModelTranslatesEachIntoEach() throws {
        let routes = TranslationRoutes([try fixture("layouts/sequence-to-sequence/nllb", named: "many")])
        let english = try #require(routes.language("en"))
        #expect(codes(routes.targets(of: english)).contains("fr"))
        #expect(!codes(routes.targets(of: english)).contains("en"))
        let french = try #require(routes.language("fr"))
        let leg = try #require(routes.route(from: english, to: french)?.first)
        #expect(leg.languages == LanguageChoice(source: "eng_Latn", target: "fra_Latn"))
        #expect(try route(routes, "fr", "be") == ["many"])
        // Scripts tell apart what would have one code.
        #expect(Set(routes.sources).count == routes.sources.count)
        for code in ["ace", "ace-Latn", "en", "fr"] { #expect(codes(routes.sources).contains(code)) }
    }

    /// OPUS-MT's model has tokens for other targets.
    @Test func targetsThatAMarianModelIsToldAreAmongThem() throws {
        let path = "layouts/sequence-to-sequence/opus-mt"
        let routes = TranslationRoutes([try fixture(path, named: "m")])
        #expect(codes(routes.sources) == ["en"])
        #expect(codes(routes.targets(of: .english)) == ["fr", "de"])
        let german = try #require(routes.language("de"))
        #expect(routes.route(from: .english, to: german)?.first?.languages.target == "deu")
    }

    @Test func chineseIsFoundInTheScriptThatThereIs() throws {
        func found(_ code: String, among codes: [String], isStrict: Bool = true) throws -> String? {
            let table = Dictionary(uniqueKeysWithValues: try codes.map { (try #require(LanguageTag($0)), ()) })
            return LanguageTag(code)?.found(in: table, isStrict: isStrict)?.code
        }
        #expect(try found("zh", among: ["zh-Hans", "zh-Hant"]) == "zh-Hans")
        #expect(try found("zh-TW", among: ["zh-Hans", "zh-Hant"]) == "zh-Hant")
        #expect(try found("zh-CN", among: ["zh", "yue"]) == "zh")
        #expect(try found("zh-TW", among: ["zh"]) == nil)
        #expect(try found("zh-TW", among: ["zh"], isStrict: false) == "zh")
    }

    @Test func languagesThatAreSetCountForMore() throws {
        let directory = try TemporaryDirectory()
        let path = try Fixtures.translator(settings: Self.stated("en", "fr"), named: "x", in: directory)
        try directory.write("x/heed-model.json", #"{"languages":[["fi","sv"],["et","sv"]]}"#)
        let own = try ServedModel(name: "de-en", directory: try ModelDirectory(path: path), maxInputTokens: 64)
        #expect(codes(TranslationRoutes([own]).sources) == ["fi", "et"])
        var settings = ModelSettings()
        settings.languages = [ModelSettings.Direction(source: "da", target: "is")]
        let told = try ServedModel(
            name: "de-en", directory: try ModelDirectory(path: path), settings: settings, maxInputTokens: 64)
        #expect(try route(TranslationRoutes([told]), "da", "is") == ["de-en"])
        settings.languages = [ModelSettings.Direction(source: "eng_Latn", target: "fr")]
        let many = try ServedModel(
            name: "many", directory: try ModelDirectory(path: Fixtures.path("layouts/sequence-to-sequence/nllb")),
            settings: settings, maxInputTokens: 64)
        let routes = TranslationRoutes([many])
        let french = try #require(routes.language("fr"))
        #expect(
            routes.route(from: .english, to: french)?.first?.languages
                == LanguageChoice(source: "eng_Latn", target: "fra_Latn"))
        #expect(codes(routes.sources) == ["en"])
    }

    @Test(arguments: ["[]", "3", "[1]", #"[["en"]]"#, #"[["en","fr","de"]]"#, #"[["en","xx"]]"#, #"[["en",1]]"#])
    func languagesThatAreNoneAreRefused(languages: String) throws {
        let document = try JSONDocument(parsing: "{\"languages\":\(languages)}")
        do {
            _ = try ModelSettings(document.root)
            Issue.record("accepted")
        } catch { #expect(error.description.contains("languages")) }
    }

    @Test func modelThatCannotTranslateIsNone() throws {
        let routes = TranslationRoutes([
            try fixture("families/bert/sentence-transformers", named: "en-fr"),
            // Without a tokenizer.
            try fixture("marian/shared-swish", named: "en-fr"),
            try fixture("layouts/sequence-to-sequence/bart-cnn", named: "summaries"),
        ])
        #expect(routes.sources == [])
        #expect(routes.detect("Hello world") == [])
    }

    @Test func detectionIsNarrowedToWhatIsServed() throws {
        let directory = try TemporaryDirectory()
        let routes = TranslationRoutes([
            try Self.marian("a", Self.stated("en", "fr"), in: directory),
            try Self.marian("b", Self.stated("he", "en"), in: directory),
            try Self.marian("c", Self.stated("nb", "en"), in: directory),
            try Self.marian("d", Self.stated("zh", "en"), in: directory),
        ])
        func first(_ text: String) -> DetectedLanguage? { routes.detect(text).first }
        #expect(first("The house is wonderful and the weather is fine.")?.language.code == "en")
        #expect((first("The house is wonderful and the weather is fine.")?.confidence ?? 0) > 80)
        #expect(first("שלום לכולם, מה שלומכם היום")?.language.code == "he")
        #expect(first("Det er en fin dag i dag, og solen skinner.")?.language.code == "nb")
        #expect(first("你好世界")?.language.code == "zh")
        for text in ["", "42 + 1", "Das ist ein schönes Haus mit einem Garten."] {
            #expect(first(text) == DetectedLanguage(language: .english, confidence: 0))
        }
    }

    @Test func detectionTakesTextsOfAnyKind() throws {
        let directory = try TemporaryDirectory()
        let routes = TranslationRoutes([try Self.marian("a", Self.stated("en", "fr"), in: directory)])
        for text in [
            String(repeating: "é", count: 1 << 20), "\u{0}\u{1}", "\u{FFFF}\u{10FFFF}", "<b>x</b> &amp; &#x0;",
            String(repeating: "x y ", count: 100_000), "\u{FEFF}",
        ] { #expect(routes.detect(text).count == 1) }
    }
}
