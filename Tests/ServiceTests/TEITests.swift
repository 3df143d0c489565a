import HTTP
import JSON
import TestSupport
import Testing

@testable import Service

/// text-embeddings-inference under `/tei`.
struct TEITests {
    private static let service = Result {
        try TestService([
            ("minilm", .fixture("layouts/sentence-embeddings/minilm")),
            ("queries", .fixture("layouts/sentence-embeddings/default-prompt")),
        ])
    }
    /// Others as the default model.
    private static let queries = Result {
        try TestService([("queries", .fixture("layouts/sentence-embeddings/default-prompt"))])
    }
    private static let letters = Result { try TestService([("letters", .letters)]) }
    private static let ids = Result { try TestService([("ids", .ids)]) }

    private func native(_ options: String, _ service: TestService? = nil) async throws -> [[Double]] {
        let reply = try await (service ?? Self.service.get()).post("/encode", "{\(options)}")
        return try #require(reply["outputs"]).list.compactMap { $0["embedding"]?.numbers }
    }

    private func error(_ path: String, _ body: String, _ service: TestService) async throws -> (
        status: Int, type: String?, message: String?, keys: [String]?
    ) {
        let reply = await service.application.respond(to: path, body: Array(body.utf8))
        let json = try reply.json()
        return (reply.status, json["error_type"]?.string, json["error"]?.string, json.keys)
    }

    @Test(arguments: ["/tei/embed", "/tei"])
    func embeddingsAreTheNativeOnesToTheBit(path: String) async throws {
        let service = try Self.service.get()
        let texts = #"["cab","The quick brown fox."]"#
        let expected = try await native(#""input":\#(texts),"normalize":true"#)
        #expect(expected.count == 2)
        #expect(try await service.post(path, #"{"inputs":\#(texts)}"#).list.compactMap(\.numbers) == expected)
        let raw = try await native(#""input":\#(texts),"normalize":false"#)
        let found = try await service.post(path, #"{"inputs":\#(texts),"normalize":false}"#)
        #expect(found.list.compactMap(\.numbers) == raw)
        let one = try await service.post(path, #"{"inputs":"cab"}"#)
        #expect(one.list.compactMap(\.numbers) == [expected[0]])
        let ids = try await service.post(path, #"{"inputs":[5,6]}"#)
        #expect(try await native(#""input":[5,6],"normalize":true"#) == ids.list.compactMap(\.numbers))
        let cut = try await service.post(path, #"{"inputs":"cab","dimensions":3}"#)
        #expect(try await native(#""input":"cab","dimensions":3"#) == cut.list.compactMap(\.numbers))
    }

    @Test func promptsHaveNames() async throws {
        let service = try Self.queries.get()
        let expected = try await native(#""input":"fox","prompt_name":"document","normalize":true"#, service)
        let found = try await service.post("/tei/embed", #"{"inputs":"fox","prompt_name":"document"}"#)
        #expect(found.list.compactMap(\.numbers) == expected)
        let plain = try await service.post("/tei/embed", #"{"inputs":"fox"}"#)
        let query = try await service.post("/tei/embed", #"{"inputs":"fox","prompt_name":"query"}"#)
        #expect(plain.text == query.text && plain.text != found.text)
    }

    @Test func textIsCutAtTheEndThatIsNamed() async throws {
        let service = try Self.service.get()
        let ids = (5..<45).map { $0 }
        let body = #""inputs":\#(ids),"truncate":true"#
        let right = try await service.post("/tei/embed", "{\(body)}")
        let left = try await service.post("/tei/embed", #"{\#(body),"truncation_direction":"Left"}"#)
        let (first, last) = (Array(ids.prefix(24)), Array(ids.suffix(24)))
        #expect(try await native(#""input":\#(first),"normalize":true"#) == right.list.compactMap(\.numbers))
        #expect(try await native(#""input":\#(last),"normalize":true"#) == left.list.compactMap(\.numbers))
    }

    @Test func hiddenStatesOfEveryToken() async throws {
        let service = try Self.service.get()
        let reply = try await service.post("/tei/embed_all", #"{"inputs":["cab","a"]}"#)
        let states = try await service.post("/encode", #"{"input":["cab","a"],"pooling":"none"}"#)
        #expect(reply.list.map(\.text) == states["outputs"]?.list.map { $0["hidden_states"]?.text ?? "" })
        // No pooling is needed for them.
        let letters = try await Self.letters.get().post("/tei/embed_all", #"{"inputs":"cab"}"#)
        #expect(letters[0]?.count == 4 && letters[0]?[0]?.count == 16)
    }

    @Test func similaritiesAreCosines() async throws {
        let service = try Self.service.get()
        let body = #"{"inputs":{"source_sentence":"cab","sentences":["cab","The fox"]},"parameters":{"truncate":true}}"#
        let found = try #require(try await service.post("/tei/similarity", body).numbers)
        let vectors = try await native(#""input":["cab","The fox"],"normalize":true"#)
        let cosine = zip(vectors[0], vectors[1]).reduce(0) { $0 + $1.0 * $1.1 }
        #expect(found.count == 2 && abs(found[0] - 1) < 1e-6 && abs(found[1] - cosine) < 1e-6)
    }

    @Test func tokensAndBack() async throws {
        let service = try Self.letters.get()
        let tokens = try await service.post("/tei/tokenize", #"{"inputs":["cab","a"]}"#)
        #expect(tokens[0]?[0]?.text == #"{"id":8,"text":"c","special":false,"start":0,"stop":1}"#)
        #expect(tokens[0]?[3]?.text == #"{"id":0,"text":"</s>","special":true,"start":null,"stop":null}"#)
        #expect(tokens[1]?.count == 2)
        let bare = try await service.post("/tei/tokenize", #"{"inputs":"cab","add_special_tokens":false}"#)
        #expect(bare[0]?.count == 3)
        let texts = try await service.post("/tei/decode", #"{"ids":[[8,6,7,0],[6]],"skip_special_tokens":true}"#)
        #expect(texts.text == #"["cab","a"]"#)
        #expect(try await service.post("/tei/decode", #"{"ids":[8,6,7,0]}"#).text == #"["cab"]"#)
    }

    @Test func textOfATokenIsWhatItStandsFor() async throws {
        let service = try Self.service.get()
        let tokens = try await service.post("/tei/tokenize", #"{"inputs":"The Fox"}"#)
        let texts = tokens[0]?.list.filter { $0["special"]?.boolean == false }.compactMap { $0["text"]?.string } ?? []
        #expect(texts.joined() == "TheFox")
    }

    @Test func serverTellsOfItself() async throws {
        let service = try Self.service.get()
        let info = try await service.get("/tei/info")
        #expect(info["model_id"]?.string == "minilm" && info["model_dtype"]?.string == "float32")
        #expect(info["model_type"]?.text == #"{"embedding":{"pooling":"mean"}}"#)
        #expect(info["max_input_length"]?.integer == 24 && info["max_client_batch_size"]?.integer == 256)
        #expect(info["auto_truncate"]?.boolean == false && info["model_sha"]?.isNull == true)
        #expect(try await Self.letters.get().get("/tei/info")["model_type"]?["embedding"]?["pooling"]?.string == "none")
        #expect(try await service.get("/tei/health").text == #"{"status":"ok"}"#)
        let loading = await Application(configuration: Configuration(), logsProgress: false).respond(to: "/tei/health")
        #expect(loading.status == 503)
        #expect(try loading.json()["error_type"]?.string == "Unhealthy")
    }

    @Test(
        arguments: [
            ("/tei/embed", "{", 400, "Validation", "JSON"),
            ("/tei/embed", "{}", 422, "Validation", "inputs is missing"),
            ("/tei/embed", #"{"inputs":[]}"#, 422, "Validation", "inputs must not be an empty array"),
            ("/tei/embed", #"{"inputs":["a",1]}"#, 422, "Validation", "inputs[1] must be a string"),
            ("/tei/embed", #"{"inputs":"a","normalise":true}"#, 422, "Validation", "Did you mean normalize?"),
            (
                "/tei/embed", #"{"inputs":"a","dimensions":9}"#, 422, "Validation",
                "dimensions must be an integer from 1"
            ),
            ("/tei/embed", #"{"inputs":"a","truncation_direction":"up"}"#, 422, "Validation", "truncation_direction"),
            (
                "/tei/embed", #"{"inputs":"a","prompt_name":"query"}"#, 422, "Validation",
                "prompt_name: the model minilm"
            ),
            ("/tei/embed", #"{"inputs":[1,99999]}"#, 422, "Validation", "inputs[1] must be a token id"),
            ("/tei/embed_all", #"{"inputs":"a","normalize":true}"#, 422, "Validation", "no field normalize"),
            (
                "/tei/similarity", #"{"inputs":{"sentences":["a"]}}"#, 422, "Validation",
                "inputs.source_sentence is missing"
            ),
            ("/tei/tokenize", #"{"inputs":1}"#, 422, "Validation", "inputs must be text"),
            (
                "/tei/decode", #"{"ids":[1],"skip_special_tokens":false}"#, 422, "Validation",
                "skip_special_tokens must be"
            ),
            ("/tei/decode", #"{"ids":[[1],[99999]]}"#, 422, "Validation", "ids[1][0] must be a token id"),
            ("/tei/rerank", "{}", 404, "Validation", "no route /tei/rerank"),
        ])
    func errorsHaveTheirShape(
        path: String, body: String, status: Int, type: String, words: String
    ) async throws {
        let seen = try await error(path, body, Self.service.get())
        #expect(seen.status == status && seen.type == type && seen.keys == ["error", "error_type"])
        #expect(seen.message?.contains(words) == true, "\(seen.message ?? "")")
    }

    @Test func limitsAreA413() async throws {
        let service = try TestService([("minilm", .fixture("layouts/sentence-embeddings/minilm"))]) { $0.maxInputs = 2 }
        let long = String(repeating: "the ", count: 40)
        let seen = try await error("/tei/embed", #"{"inputs":["a","\#(long)"]}"#, service)
        #expect(seen.status == 413 && seen.type == "Validation")
        #expect(
            seen.message?.hasPrefix("inputs[1] has ") == true
                && seen.message?.hasSuffix(#"Shorten it. With "truncate": true it is cut."#) == true)
        let many = try await error("/tei/embed", #"{"inputs":["a","b","c"]}"#, service)
        #expect(many.status == 413 && many.message?.hasPrefix("inputs has 3 sequences") == true)
        let compared = try await error(
            "/tei/similarity", #"{"inputs":{"source_sentence":"a","sentences":["\#(long)"]}}"#, service)
        #expect(compared.status == 413 && compared.message?.hasPrefix("inputs.sentences[0] has ") == true)
        let source = try await error(
            "/tei/similarity", #"{"inputs":{"source_sentence":"\#(long)","sentences":["a"]}}"#, service)
        #expect(source.message?.hasPrefix("inputs.source_sentence has ") == true)
        let lists = try await error("/tei/decode", #"{"ids":[[5],[5],[5]]}"#, service)
        #expect(lists.status == 413 && lists.message?.hasPrefix("ids has 3 sequences") == true)
    }

    @Test func modelWithoutWhatIsAskedOfItSaysSo() async throws {
        let letters = try await error("/tei/embed", #"{"inputs":"a"}"#, Self.letters.get())
        #expect(
            letters.status == 422 && letters.type == "Validation" && letters.message?.contains("\"pooling\"") == true)
        let ids = try await error("/tei/tokenize", #"{"inputs":"a"}"#, Self.ids.get())
        #expect(ids.status == 422 && ids.type == "Tokenizer")
        let decoded = try await error("/tei/decode", #"{"ids":[5]}"#, Self.ids.get())
        #expect(decoded.type == "Tokenizer")
    }

    @Test func otherErrorsAreOfTheirKinds() throws {
        for (error, status, type) in [
            (ServiceError.task(.queueFull(retryAfter: 7)), 429, "Overloaded"), (.task(.defect("x")), 424, "Backend"),
            (.task(.deadlineExceeded(seconds: 1)), 504, "Backend"), (.draining, 503, "Unhealthy"),
            (.missingAPIKey, 401, "Validation"),
            (.responseTooLarge(param: nil, bytes: 9, limit: 1, remedy: ""), 413, "Validation"),
        ] {
            let response = Dialect.tei.errors.response(ErrorReply(error, .tei))
            #expect(response.status == status)
            let body = try JSONDocument(parsing: response.body.copyOfBytes()).root
            #expect(body["error_type"]?.string == type && body["error"]?.string?.isEmpty == false)
            if status == 429 { #expect(response.headers.contains { $0.name == "Retry-After" && $0.value == "7" }) }
        }
    }
}
