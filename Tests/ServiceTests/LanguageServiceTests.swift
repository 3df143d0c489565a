import Checkpoints
import JSON
import Tasks
import TestSupport
import Testing

@testable import Service
@testable import Tokenizers

/// `source_language` and `target_language` on a model with 61 tokens, of which 50 to 52 are languages.
struct LanguageServiceTests {
    /// A letter a token: "a" is 3; but ">>fr<<", at the beginning, is one.
    private struct LetterTokenizer: Tokenizer {
        func encode(_ text: String, side: TextSide, addingSpecialTokens: Bool) -> [Token] {
            guard !text.hasPrefix(">>fr<<") else {
                return [Token(id: 52, text: ">>fr<<", range: 0..<6, isSpecial: false)]
                    + encode(String(text.dropFirst(6)), side: side, addingSpecialTokens: false)
            }
            return text.unicodeScalars.enumerated().map { index, scalar in
                Token(
                    id: Int32(scalar.value) - 97 + 3, text: String(scalar), range: index..<index + 1, isSpecial: false)
            }
        }
        func decode(_ ids: [Int32], side: TextSide) throws(TokenizerError) -> DecodedText {
            DecodedText(
                text: "", tokens: ids.map { Token(id: $0, text: "\($0)", range: nil, isSpecial: $0 >= 50) })
        }
        func vocabularySize(side: TextSide) -> Int { 61 }
    }

    private let application: Application

    /// Requests without a model go to the one whose first token is a language; "start" has the language as its decoder's start,
    /// and "text" has it in the source.
    init() throws {
        application = Application(configuration: .patient, logsProgress: false)
        let directory = try ModelDirectory(path: Fixtures.path("marian/shared-swish"))
        let places: [(String, TokenizerLanguages.Place)] = [
            ("first", .forcedFirst), ("start", .decoderStart), ("text", .beforeSource),
        ]
        var models: [ServedModel] = []
        for (name, place) in places {
            var served = try ServedModel(name: name, directory: directory, maxInputTokens: 64)
            served.tokenizer = MultilingualTokenizer(
                base: LetterTokenizer(),
                languages: TokenizerLanguages(
                    [("en", 50), ("ro", 51), ("fr", 52), ("zz", 61)], place: place, defaultSource: "en",
                    defaultTarget: nil),
                sourceLayout: .languageFirst, end: ("</s>", 0), unknown: ("<unk>", 1))
            if place == .forcedFirst { served.decodingDefaults.forcedBOSToken = 52 }
            models.append(served)
        }
        models.append(try ServedModel(name: "none", directory: directory, maxInputTokens: 64))
        var unlisted = try ServedModel(name: "unlisted", directory: directory, maxInputTokens: 64)
        unlisted.tokenizer = MultilingualTokenizer(
            base: LetterTokenizer(),
            languages: TokenizerLanguages([], place: .forcedFirst, defaultSource: nil, defaultTarget: nil),
            sourceLayout: .languageFirst, end: ("</s>", 0), unknown: ("<unk>", 1))
        models.append(unlisted)
        application.serve(ModelCatalog(models))
    }

    @Test(arguments: ["/decode", "/tokenize"]) func aLanguageInTheTextBesideOneInTheRequestIsAnError(path: String)
        async throws
    {
        for code in ["ro", "fr"] {
            let body = #"{"model":"text","input":["ab",">>fr<<ab"],"target_language":"\#(code)"}"#
            let reply = await application.respond(to: path, body: Array(body.utf8))
            let error = try ErrorSeen(status: reply.status, body: reply.json())
            #expect(error.status == 422)
            #expect(error.param == "input[1]")
            #expect(error.message?.contains(">>fr<<") == true && error.message?.contains("target_language") == true)
        }
        _ = try await post(path, #"{"model":"text","input":[">>fr<<ab"]}"#)
        _ = try await post(path, #"{"model":"text","input":["ab"],"target_language":"fr"}"#)
    }

    private func post(_ path: String, _ body: String) async throws -> JSONValue {
        let reply = await application.respond(to: path, body: Array(body.utf8))
        #expect(reply.status == 200, "\(String(decoding: reply.body, as: UTF8.self))")
        return try reply.json()
    }

    private func error(_ path: String, _ body: String) async throws -> ErrorSeen {
        let reply = await application.respond(to: path, body: Array(body.utf8))
        return try ErrorSeen(status: reply.status, body: reply.json())
    }

    private func source(_ reply: JSONValue) -> [Int]? {
        reply["outputs"]?[0]?["tokens"]?.elements?.compactMap { $0["id"]?.integer }
    }

    private func output(_ reply: JSONValue) -> [Int] {
        reply["outputs"]?[0]?["sequences"]?[0]?["tokens"]?.elements?.compactMap { $0["id"]?.integer } ?? []
    }

    @Test(arguments: ["/encode", "/decode", "/tokenize"])
    func sourceLanguageIsAmongTheTokensOfTheText(path: String) async throws {
        #expect(try await source(post(path, #"{"input":"cab","source_language":"ro"}"#)) == [51, 5, 3, 4, 0])
        #expect(try await source(post(path, #"{"input":"cab"}"#)) == [50, 5, 3, 4, 0])
    }

    @Test func targetLanguageIsTheFirstToken() async throws {
        let named = try await output(post("/decode", #"{"input":"cab","target_language":"ro","max_new_tokens":4}"#))
        let forced = try await output(post("/decode", #"{"input":"cab","forced_bos_token_id":51,"max_new_tokens":4}"#))
        #expect(named.first == 51)
        #expect(named == forced)
    }

    @Test func withoutATargetLanguageTheModelsOwnIsForced() async throws {
        #expect(try await output(post("/decode", #"{"input":"cab","max_new_tokens":4}"#)).first == 52)
    }

    @Test func targetLanguageIsTheDecodersStart() async throws {
        let body =
            #"{"input":"cab","model":"start","target_language":"ro","max_new_tokens":4,"attention":{"maps":["decoder"]}}"#
        let reply = try await post("/decode", body)
        let map = reply["outputs"]?[0]?["sequences"]?[0]?["attention"]?["decoder"]
        #expect(map?["keys"]?.strings?.first == "51")
        #expect(output(reply).contains(51) == false)
    }

    @Test func targetLanguageStandsInTheSource() async throws {
        let reply = try await post("/decode", #"{"input":"cab","model":"text","target_language":"ro"}"#)
        #expect(output(reply).first != 51)
    }

    @Test func scoredTextBeginsWithItsLanguage() async throws {
        let target = #""target":"b","target_language":"ro""#
        #expect(try await output(post("/decode", #"{"input":"cab",\#(target)}"#)) == [51, 4, 0])
        #expect(try await output(post("/decode", #"{"input":"cab","model":"start",\#(target)}"#)) == [4, 0])
    }

    @Test func prefixComesAfterItsLanguage() async throws {
        let prefix = #""target_prefix":"b","target_language":"ro","max_new_tokens":3"#
        #expect(try await output(post("/decode", #"{"input":"cab",\#(prefix)}"#)).prefix(2) == [51, 4])
        #expect(try await output(post("/decode", #"{"input":"cab","model":"start",\#(prefix)}"#)).prefix(1) == [4])
    }

    @Test(arguments: [
        (#"{"input":"cab","target_language":"xx"}"#, "target_language", "invalid_value"),
        (#"{"input":"cab","source_language":"EN"}"#, "source_language", "invalid_value"),
        (#"{"input":"cab","target_language":"zz"}"#, "target_language", "invalid_value"),
        (#"{"input":"cab","target_language":7}"#, "target_language", "wrong_type"),
        (#"{"input":[5,0],"source_language":"en"}"#, "source_language", "option_without_effect"),
        (
            #"{"input":"cab","target":[5,0],"target_language":"ro"}"#, "target_language", "option_without_effect"
        ),
        (
            #"{"input":"cab","target_prefix":[5],"target_language":"ro"}"#, "target_language",
            "option_without_effect"
        ),
        (
            #"{"input":"cab","forced_bos_token_id":50,"target_language":"ro"}"#, "forced_bos_token_id",
            "invalid_value"
        ),
        (#"{"input":"cab","model":"text","source_language":"en"}"#, "source_language", "not_available"),
        (#"{"input":"cab","model":"unlisted","source_language":"en"}"#, "source_language", "not_available"),
        (#"{"input":"cab","model":"unlisted","target_language":"en"}"#, "target_language", "not_available"),
        (#"{"input":[5,0],"model":"text","target_language":"ro"}"#, "target_language", "option_without_effect"),
        (#"{"input":[5,0],"model":"none","target_language":"ro"}"#, "target_language", "no_tokenizer"),
    ])
    func languagesThatCannotBeHeededAreRefused(body: String, param: String, code: String) async throws {
        let seen = try await error("/decode", body)
        #expect(seen.status == 422 && seen.param == param && seen.code == code, "\(seen)")
    }

    @Test func unknownLanguageNamesThoseOfTheModel() async throws {
        let seen = try await error("/decode", #"{"input":"cab","target_language":"xx"}"#)
        #expect(seen.message?.contains("en, ro, fr, zz") == true)
    }

    @Test func languageOfIdsIsHeededWhereTheDecoderIsToldOfIt() async throws {
        let reply = try await post("/decode", #"{"input":[5,0],"target_language":"ro","max_new_tokens":3}"#)
        #expect(output(reply).first == 51)
    }

    @Test func tokenizingRefusesLanguagesWithoutEffect() async throws {
        for (body, param) in [
            (#"{"input":"cab","source_language":"ro","add_special_tokens":false}"#, "source_language"),
            (#"{"input":"cab","side":"target","source_language":"ro"}"#, "source_language"),
            (#"{"input":"cab","target_language":"ro"}"#, "target_language"),
        ] {
            let seen = try await error("/tokenize", body)
            #expect(seen.status == 422 && seen.param == param && seen.code == "option_without_effect")
        }
        let target = #"{"input":"cab","side":"target","target_language":"ro"}"#
        #expect(try await source(post("/tokenize", target)) == [51, 5, 3, 4, 0])
    }

    @Test func modelsListTheirLanguages() async throws {
        let list = try await application.respond(to: "/models").json()["models"]
        #expect(list?[0]?["languages"]?.strings == ["en", "ro", "fr", "zz"])
        #expect(list?[0]?["language_fields"]?.strings == ["source_language", "target_language"])
        #expect(list?[0]?["source_language"]?.string == "en")
        #expect(list?[0]?["target_language"]?.string == "fr")
        #expect(list?[1]?["target_language"]?.isNull == true)
        #expect(list?[2]?["language_fields"]?.strings == ["target_language"])
        #expect(list?[3]?["languages"]?.count == 0)
        #expect(list?[3]?["source_language"]?.isNull == true)
    }

    /// The letter "z" is id 28, "~" 32; "™" lies beyond the model's 61 tokens.
    @Test func tokensBeyondTheModelsVocabularyAreRefused() async throws {
        let seen = try await error("/encode", #"{"input":["cab","c™"]}"#)
        #expect(seen.status == 422 && seen.param == "input[1]")
    }
}
