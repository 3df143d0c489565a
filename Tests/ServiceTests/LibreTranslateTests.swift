import HTTP
import JSON
import TestSupport
import Testing

@testable import Service

/// `/translate` and what belongs to it, on models with random weights: what they say is no language.
struct LibreTranslateTests {
    private static let service = Result {
        try TestService([
            ("letters", .letters), ("first", .translator(from: "de", to: "en")),
            ("second", .translator(from: "en", to: "fr")), ("third", .translator(from: "ru", to: "en")),
        ])
    }

    private func service() throws -> TestService { try Self.service.get() }

    private func translate(_ body: String) async throws -> JSONValue { try await service().post("/translate", body) }

    private func decoded(_ model: String, _ text: String) async throws -> String {
        let reply = try await service().post("/decode", #"{"model":"\#(model)","input":"\#(text)"}"#)
        return try #require(reply["outputs"]?[0]?["sequences"]?[0]?["text"]?.string)
    }

    private func error(
        _ body: String, path: String = "/translate", type: String = "application/json"
    ) async throws -> (status: Int, sentence: String?) {
        let reply = try await service().reply(path, headers: ["Content-Type": type], Array(body.utf8))
        #expect(reply.json?.keys == ["error"], "\(reply.text)")
        return (reply.status, reply.sentence)
    }

    @Test func textIsWhatItsModelSays() async throws {
        let reply = try await translate(#"{"q":"Attention","source":"en","target":"fr"}"#)
        #expect(try await reply["translatedText"]?.string == decoded("second", "Attention"))
        #expect(reply.keys == ["translatedText"])
    }

    @Test func listsAreMirrored() async throws {
        let reply = try await translate(#"{"q":["Attention"],"source":"en","target":"fr","format":"text"}"#)
        #expect(try await reply["translatedText"]?.strings == [decoded("second", "Attention")])
    }

    @Test func sentencesAreTranslatedByThemselves() async throws {
        let reply = try await translate(#"{"q":"  Attention.\n\n42\tA cab came. ","source":"en","target":"fr"}"#)
        let (one, two) = (try await decoded("second", "Attention."), try await decoded("second", "42\\tA cab came."))
        #expect(reply["translatedText"]?.string == "  \(one)\n\n\(two) ")
    }

    @Test func nothingToTranslateComesBackAsItIs() async throws {
        for text in ["", " ", "42 + 1 = 43", "https://example.org/a", "☺ ☹"] {
            let reply = try await translate(#"{"q":["\#(text)"],"source":"en","target":"fr","alternatives":3}"#)
            #expect(reply["translatedText"]?.strings == [text])
            #expect(reply["alternatives"]?.text == "[[]]")
        }
        let same = try await translate(#"{"q":"Attention, please.","source":"en","target":"en"}"#)
        #expect(same["translatedText"]?.string == "Attention, please.")
    }

    @Test func pairWithoutAModelGoesThroughEnglish() async throws {
        let whole = try await translate(#"{"q":"Ein Haus","source":"de","target":"fr"}"#)
        let english = try await translate(#"{"q":"Ein Haus","source":"de","target":"en"}"#)
        let text = try #require(english["translatedText"]?.text)
        let rest = try await translate(#"{"q":\#(text),"source":"en","target":"fr"}"#)
        #expect(whole.text == rest.text)
    }

    @Test func alternativesAreOtherTranslations() async throws {
        let reply = try await translate(#"{"q":"Attention","source":"en","target":"fr","alternatives":3}"#)
        let best = try #require(reply["translatedText"]?.string)
        let others = try #require(reply["alternatives"]?.strings)
        #expect((1...3).contains(others.count) && !others.contains(best) && Set(others).count == others.count)
        let list = try await translate(#"{"q":["Attention","42"],"source":"en","target":"fr","alternatives":3}"#)
        #expect(list["alternatives"]?[0]?.text == reply["alternatives"]?.text)
        #expect(list["alternatives"]?[1]?.count == 0)
        // Forms have texts only.
        let form = try await translate(#"{"q":"Attention","source":"en","target":"fr","alternatives":"3"}"#)
        #expect(form.text == reply.text)
    }

    @Test func languagesAreFoundTextByText() async throws {
        let english = "The house is wonderful and the weather is fine."
        let german = "Das Haus ist wunderbar und das Wetter ist schön."
        let reply = try await translate(#"{"q":["\#(english)","\#(german)","42"],"source":"auto","target":"fr"}"#)
        let detected = try #require(reply["detectedLanguage"])
        #expect(detected.list.map { $0["language"]?.string } == ["en", "de", "en"])
        #expect(detected.list.map { $0["confidence"]?.integer ?? -1 }.map { $0 > 80 } == [true, true, false])
        #expect(detected[2]?["confidence"]?.integer == 0)
        let named = try await translate(#"{"q":"\#(german)","source":"de","target":"fr"}"#)
        #expect(reply["translatedText"]?[1]?.string == named["translatedText"]?.string)
        let single = try await translate(#"{"q":"\#(english)","source":"auto","target":"en"}"#)
        #expect(single["detectedLanguage"]?["language"]?.string == "en")
        #expect(single["translatedText"]?.string == english)
    }

    @Test func languageThatIsNotServedIsNamed() async throws {
        let text = "Det här är ett vackert hus och vädret är fint idag."
        let seen = try await error(#"{"q":["ok","\#(text)"],"source":"auto","target":"fr"}"#)
        #expect(seen.status == 400)
        #expect(seen.sentence?.contains("q[1]") == true && seen.sentence?.contains("Swedish (sv)") == true)
    }

    @Test func languagesAreListedWithTheirTargets() async throws {
        let list = try await service().get("/languages")
        #expect(
            list.text
                == #"[{"code":"de","name":"German","targets":["en","fr"]},{"code":"en","name":"English","targets":["fr"]},{"code":"ru","name":"Russian","targets":["en","fr"]}]"#
        )
    }

    @Test func detectionListsTheLikeliest() async throws {
        let list = try await service().post("/detect", #"{"q":"Das Haus ist wunderbar und das Wetter ist schön."}"#)
        #expect(list[0]?["language"]?.string == "de")
        #expect((list[0]?["confidence"]?.integer ?? 0) > 80)
        #expect(try await service().post("/detect", #"{"q":"42"}"#).text == #"[{"language":"en","confidence":0}]"#)
    }

    @Test func settingsArePagesOwn() async throws {
        let settings = try await service().get("/frontend/settings")
        #expect(settings["keyRequired"]?.boolean == false && settings["filesTranslation"]?.boolean == false)
        #expect(settings["language"]?["source"]?["code"]?.string == "auto")
        #expect(settings["language"]?["target"]?["code"]?.string == "en")
        let nothing = try TestService([("ids", .ids)])
        #expect(try await nothing.get("/languages").count == 0)
        #expect(try await nothing.get("/frontend/settings")["language"]?["target"]?["code"]?.string == "en")
        #expect(try await nothing.post("/detect", #"{"q":"Attention"}"#).text == "[]")
    }

    @Test(arguments: [
        ("/translate", "application/x-www-form-urlencoded", "q=A+cab%2C+%C3%A9&source=en&target=fr&format=text"),
        ("/translate?q=A+cab%2C+%C3%A9&source=en&target=fr", "", ""),
        ("/translate?source=de&target=fr", "application/x-www-form-urlencoded; charset=utf-8", "q=A+cab,+é&source=en"),
        ("/translate?source=de", "application/json", #"{"q":"A cab, é","source":"en","target":"fr"}"#),
        ("/translate", "application/x-www-form-urlencoded", #" {"q":"A cab, é","source":"en","target":"fr"}"#),
        ("/translate?target=fr", "", #"{"q":"A cab, é","source":"en"}"#),
    ])
    func fieldsComeInAnyOfThreeWays(path: String, type: String, body: String) async throws {
        let reply = try await service().reply(path, headers: ["Content-Type": type], Array(body.utf8))
        #expect(reply.status == 200, "\(reply.text)")
        let expected = try await translate(#"{"q":"A cab, é","source":"en","target":"fr"}"#)
        #expect(reply.json?.text == expected.text)
    }

    @Test func severalTextsOfAFormAreAList() async throws {
        let reply = try await service().reply(
            "/translate", headers: ["content-type": "application/x-www-form-urlencoded"],
            Array("q=42&q=43&source=en&target=fr".utf8))
        #expect(reply.json?["translatedText"]?.strings == ["42", "43"])
    }

    @Test(arguments: [
        (#"{"source":"en","target":"fr"}"#, "q is missing"), (#"{"q":"a","target":"fr"}"#, "source is missing"),
        (#"{"q":"a","source":"en"}"#, "target is missing"), (#"{"q":3,"source":"en","target":"fr"}"#, "q must be"),
        (#"{"q":[],"source":"en","target":"fr"}"#, "q must not be"),
        (#"{"q":["a",1],"source":"en","target":"fr"}"#, "q[1]"),
        (#"{"q":"a","source":"sv","target":"fr"}"#, #"source "sv" is not supported"#),
        (#"{"q":"a","source":"en","target":"auto"}"#, #"target "auto" is not supported"#),
        (#"{"q":"a","source":"fr","target":"en"}"#, "from French (fr) into English (en)"),
        (#"{"q":"a","source":"en","target":"fr","format":"html"}"#, "html"),
        (#"{"q":"a","source":"en","target":"fr","format":"xml"}"#, "format must be"),
        (#"{"q":"a","source":"en","target":"fr","alternatives":-1}"#, "alternatives must be"),
        (#"{"q":"a","source":"en","target":"fr","alternatives":64}"#, "alternatives must be"),
        (#"{"q":"a","source":"en","target":"fr","alternatives":"x"}"#, "alternatives must be"),
        (#"{"q":"a","source":"en","target":"fr","suorce":"x"}"#, "Did you mean source?"),
        ("[]", "The body must be"), ("{", "not valid JSON"), ("", "q is missing"), ("q=%zz", "not valid JSON"),
    ])
    func requestsThatAreNoneAreA400(body: String, sentence: String) async throws {
        let seen = try await error(body)
        #expect(seen.status == 400)
        #expect(seen.sentence?.contains(sentence) == true, "\(seen.sentence ?? "")")
    }

    @Test(arguments: ["q=%zz&source=en&target=fr", "q=%ff", "q=a%", "%00=1", "q=a&q%00=b"])
    func formsThatAreNoneAreA400(body: String) async throws {
        let seen = try await error(body, type: "application/x-www-form-urlencoded")
        #expect(seen.status == 400 && seen.sentence?.isEmpty == false)
    }

    @Test func textsThatAreTooLongAreNamed() async throws {
        let text = String(repeating: "a ", count: 600_000)
        let seen = try await error(#"{"q":["b","\#(text)"],"source":"en","target":"fr"}"#)
        #expect(seen.status == 400 && seen.sentence?.contains("q[1] has 1200000 bytes") == true)
        let detected = try await error(#"{"q":"\#(text)"}"#, path: "/detect")
        #expect(detected.status == 400 && detected.sentence?.contains("q has 1200000 bytes") == true)
        let many = Array(repeating: #""a""#, count: 300).joined(separator: ",")
        let crowd = try await error(#"{"q":[\#(many)],"source":"en","target":"fr"}"#)
        #expect(crowd.status == 400 && crowd.sentence?.contains("q has 300") == true)
    }

    @Test func whatIsTurnedOffIsForbidden() async throws {
        for path in ["/suggest", "/translate_file"] {
            let seen = try await error("", path: path)
            #expect(seen.status == 403 && seen.sentence?.contains("not") == true)
        }
    }

    @Test func otherErrorsHaveTheirOwnStatus() async throws {
        let missing = try await service().reply(.get, "/translate/nothing")
        #expect(missing.status == 404 && missing.sentence != nil)
        let method = try await service().reply(.get, "/translate")
        #expect(method.status == 405 && method.sentence != nil && method.headers["allow"]?.contains("POST") == true)
        let small = try TestService([("en-fr", .translator(from: "en", to: "fr"))]) { $0.maxResponseBytes = 1024 }
        let text = Array(repeating: "A cab came.", count: 400).joined(separator: " ")
        let large = await small.reply("/translate", Array(#"{"q":"\#(text)","source":"en","target":"fr"}"#.utf8))
        #expect(large.status == 413 && large.sentence?.contains("max_response_bytes") == true)
        let late = try TestService([("en-fr", .translator(from: "en", to: "fr"))]) { $0.requestDeadline = 0 }
        let deadline = await late.reply("/translate", Array(#"{"q":"a cab","source":"en","target":"fr"}"#.utf8))
        #expect(deadline.status == 504 && deadline.sentence != nil)
        let busy = ErrorReply(.task(.queueFull(retryAfter: 3)), .libreTranslate)
        let response = Dialect.libreTranslate.errors.response(busy)
        #expect(response.status == 429 && response.headers.contains { $0.name == "Retry-After" && $0.value == "3" })
    }

    @Test func tokensAreCountedForEachModel() async throws {
        let service = try TestService([
            ("first", .translator(from: "de", to: "en")), ("second", .translator(from: "en", to: "fr")),
        ])
        _ = try await service.post("/translate", #"{"q":"Ein Haus","source":"de","target":"fr"}"#)
        let text = await service.reply(.get, "/metrics").text
        for model in ["first", "second"] {
            let line = text.split(separator: "\n").first {
                $0.hasPrefix(#"heed_input_tokens_total{model="\#(model)"}"#)
            }
            #expect(line?.hasSuffix(" 0") == false)
        }
    }
}
