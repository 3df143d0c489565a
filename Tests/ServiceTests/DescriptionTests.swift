import HTTP
import JSON
import Tasks
import TestSupport
import Testing

@testable import Service

/// `/openapi.json` says what the routes do.
struct DescriptionTests {
    /// The embedded model, for which the examples are written, with a pooling for those that ask for embeddings.
    private static let embedded = Result {
        var configuration = Configuration.patient
        configuration.modelSettings = ["g2p-en": .pooled]
        // Behind it, one that translates.
        configuration.models = [
            .embedded,
            ModelSource(name: "en-fr", place: .path(Fixtures.path("layouts/sequence-to-sequence/opus-mt"))),
        ]
        let application = Application(configuration: configuration, logsProgress: false)
        try application.load()
        return application
    }
    private static let service = Result { try TestService([("letters", .letters), ("ids", .ids)]) }

    private func description() async throws -> JSONValue {
        try await Self.service.get().get("/openapi.json")
    }

    private func schema(
        of path: String, _ method: String, status: Int, mediaType: String = "application/json",
        in description: JSONValue
    ) throws -> JSONValue {
        let operation = try #require(description["paths"]?[path]?[method])
        return try #require(operation["responses"]?["\(status)"]?["content"]?[mediaType]?["schema"])
    }

    private func check(_ value: JSONValue, _ schema: JSONValue, in description: JSONValue) {
        #expect(SchemaChecker(components: description["components"]?["schemas"]).violations(value, schema) == [])
    }

    @Test func everyEndpointIsDescribedAndAnswers() async throws {
        let description = try await description()
        let service = try Self.service.get()
        for endpoint in Endpoint.all {
            let method = endpoint.method.rawValue.lowercased()
            #expect(description["paths"]?[endpoint.pattern]?[method] != nil, "\(method) \(endpoint.pattern)")
            guard endpoint.method == .get else { continue }
            let path = endpoint.pattern.replacing("{name}", with: "letters").replacing("{version}", with: "1")
                .replacing("{file}", with: "style.css")
            let reply = await service.application.respond(to: path)
            #expect(reply.status == 200, "\(path)")
        }
        #expect(description["paths"]?.keys == Endpoint.all.map(\.pattern))
    }

    @Test func fieldsAreThoseThatRequestsAreReadWith() async throws {
        let description = try await description()
        #expect(description["openapi"]?.string == "3.1.0")
        let body = try #require(
            description["paths"]?["/decode"]?["post"]?["requestBody"]?["content"]?["application/json"]?["schema"])
        #expect(body["properties"]?.keys == DecodeRequest.Fields.all.map(\.name))
        #expect(body["required"]?.strings == ["input"])
        #expect(body["additionalProperties"]?.boolean == false)
        let beams = try #require(body["properties"]?["num_beams"])
        #expect(beams["type"]?.strings == ["integer", "null"])
        #expect(beams["minimum"]?.integer == 1)
        #expect(beams["maximum"]?.integer == 64)
        #expect(beams["description"]?.string?.isEmpty == false)
        #expect(body["properties"]?["overflow"]?["default"]?.string == "error")
        #expect(body["properties"]?["overflow"]?["enum"]?.strings == ["error", "truncate", nil])
        let attention = try #require(body["properties"]?["attention"]?["anyOf"]?[1])
        #expect(attention["properties"]?.keys == AttentionRequest.Fields.all.map(\.name))
    }

    /// A field that is declared and never read would take anything.
    @Test func noFieldTakesWhatItIsNotDescribedAs() async throws {
        let application = try Self.embedded.get()
        for endpoint in Endpoint.all {
            guard let fields = endpoint.fields, let example = endpoint.examples.first?.body else { continue }
            let members = try #require(try JSONDocument(parsing: Array(example.utf8)).root.members)
            let path = endpoint.pattern.replacing("{name}", with: "g2p-en").replacing("{version}", with: "1")
            for field in fields {
                var writer = JSONWriter()
                writer.object { writer in
                    for (name, value) in members where name != field.name {
                        writer.key(name)
                        writer.value(value)
                    }
                    writer.key(field.name)
                    writer.array { $0.array { $0.object { $0.field("nonsense", true) } } }
                }
                let reply = await application.respond(to: path, body: writer.finish().copyOfBytes())
                #expect((400..<500).contains(reply.status), "\(endpoint.pattern) \(field.name): \(reply.status)")
            }
        }
    }

    @Test func everyExampleFitsItsSchemaAndIsAnswered() async throws {
        let description = try await description()
        let application = try Self.embedded.get()
        for endpoint in Endpoint.all where endpoint.fields != nil {
            #expect(!endpoint.examples.isEmpty, "\(endpoint.pattern)")
            let content = description["paths"]?[endpoint.pattern]?["post"]?["requestBody"]?["content"]?[
                "application/json"]
            for (name, body) in endpoint.examples {
                let example = try #require(content?["examples"]?[name]?["value"])
                check(example, try #require(content?["schema"]), in: description)
                let path = endpoint.pattern.replacing("{name}", with: "g2p-en").replacing("{version}", with: "1")
                let reply = await application.respond(to: path, body: Array(body.utf8))
                #expect(reply.status == 200, "\(endpoint.pattern) \(name)")
                if name == "stream" { continue }
                let schema = try schema(of: endpoint.pattern, "post", status: 200, in: description)
                check(try reply.json(), schema, in: description)
            }
        }
    }

    @Test(
        arguments: [
            ("/encode", #"{"input":["cab","a"],"attention":true}"#),
            ("/encode", #"{"input":"cabcabcabcabcab","overflow":"truncate","pooling":"max","normalize":true}"#),
            ("/encode", #"{"model":"ids","input":[5,6],"attention":{"reduce":"max"}}"#),
            ("/encode", #"{"model":"ids","input":[5,6],"attention":{"encoding":"base64","dtype":"float16"}}"#),
            ("/decode", #"{"input":"cab","attention":true,"top_logprobs":3,"num_beams":3,"num_return_sequences":2}"#),
            ("/decode", #"{"model":"ids","input":[5,6],"max_new_tokens":3,"attention":{"encoding":"base64"}}"#),
            ("/decode", #"{"input":"cab","target":"K AE B","attention":{"reduce":"mean","maps":["decoder"]}}"#),
            (
                "/attention",
                #"{"queries":[[1]],"keys":[[1],[2]],"values":[[1],[2]],"mask":[[true,false]],"scores":true}"#
            ),
            ("/attention", #"{"queries":[[[1]]],"keys":[[[1]]],"values":[[[1]]]}"#),
            ("/tokenize", #"{"input":["cab",""]}"#), ("/detokenize", #"{"input":[7,20]}"#),
        ])
    func repliesAreAsDescribed(path: String, body: String) async throws {
        let description = try await description()
        let reply = try await Self.service.get().post(path, body)
        check(reply, try schema(of: path, "post", status: 200, in: description), in: description)
    }

    @Test(
        arguments: [
            ("/models", "/models"), ("/models/ids", "/models/{name}"), ("/health", "/health"),
            ("/health/live", "/health/live"), ("/health/ready", "/health/ready"), ("/openapi.json", "/openapi.json"),
            ("/tei/info", "/tei/info"), ("/tei/health", "/tei/health"), ("/v1/models", "/v1/models"),
            ("/v1/models/ids", "/v1/models/{name}"), ("/languages", "/languages"),
            ("/frontend/settings", "/frontend/settings"), ("/v2", "/v2"), ("/v2/", "/v2/"),
            ("/v2/health/live", "/v2/health/live"), ("/v2/health/ready", "/v2/health/ready"),
            ("/v2/models/ids", "/v2/models/{name}"), ("/v2/models/letters/ready", "/v2/models/{name}/ready"),
            ("/v2/models/ids/versions/1", "/v2/models/{name}/versions/{version}"),
        ])
    func repliesToGetAreAsDescribed(path: String, pattern: String) async throws {
        let description = try await description()
        let reply = try await Self.service.get().get(path)
        check(reply, try schema(of: pattern, "get", status: 200, in: description), in: description)
    }

    @Test func encoderOnlyModelIsDescribedToo() async throws {
        let service = try TestService([("bert", .fixture("families/bert/sentence-transformers"))])
        let description = try await service.get("/openapi.json")
        check(
            try await service.get("/models/bert"),
            try schema(of: "/models/{name}", "get", status: 200, in: description),
            in: description)
    }

    @Test(
        arguments: [
            ("/decode", "{", 400), ("/decode", #"{"input":"a","model":"nope"}"#, 404), ("/encode", "{}", 422),
            ("/tokenize", #"{"input":1}"#, 422), ("/tei/embed", "{", 400), ("/tei/decode", "{}", 422),
            ("/v1/embeddings", #"{"input":"a","model":"nope"}"#, 404), ("/v1/embeddings", #"{"input":"a"}"#, 422),
            ("/translate", "{}", 400), ("/detect", "{", 400), ("/suggest", "", 403),
        ])
    func errorsAreAsDescribed(path: String, body: String, status: Int) async throws {
        let description = try await description()
        let reply = try await Self.service.get().application.respond(to: path, body: Array(body.utf8))
        #expect(reply.status == status)
        check(try reply.json(), try schema(of: path, "post", status: status, in: description), in: description)
    }

    @Test func eventsAreAsDescribed() async throws {
        let description = try await description()
        let schema = try schema(
            of: "/decode", "post", status: 200, mediaType: "text/event-stream", in: description)
        let body = #"{"input":"cab","stream":true,"num_beams":1}"#
        let reply = try await Self.service.get().application.respond(to: "/decode", body: Array(body.utf8))
        let names = try StreamedReply(parsing: String(decoding: reply.body, as: UTF8.self)).names
        #expect(names.first == "token" && names.last == "done")
        for name in names + ["error"] {
            let event = try JSONDocument(parsing: #"{"event":"\#(name)","data":"{}"}"#)
            check(event.root, schema, in: description)
        }
    }

    /// Paths that need no key.
    private static let open: Set = [
        "/health", "/health/ready", "/health/live", "/v2", "/v2/", "/v2/health/ready", "/v2/health/live",
        "/frontend/settings", "/tei/health",
    ]

    @Test func keysAreAskedForWhereTheDescriptionSaysSo() async throws {
        let description = try await description()
        #expect(description["components"]?["securitySchemes"]?["apiKey"]?["scheme"]?.string == "bearer")
        // One of the keys, or none where none are configured.
        #expect(description["security"]?.elements?.map(\.keys) == [["apiKey"], []])
        for endpoint in Endpoint.all {
            let method = endpoint.method.rawValue.lowercased()
            let operation = try #require(description["paths"]?[endpoint.pattern]?[method])
            let isOpen =
                Self.open.contains(endpoint.pattern) || endpoint.pattern.hasPrefix("/viewer") || endpoint.pattern == "/"
            let refusal = Dialect.of(path: endpoint.pattern, among: Dialect.all).errors.status(401, nil)
            #expect((operation["security"]?.elements?.count == 0) == isOpen, "\(endpoint.pattern)")
            #expect((operation["responses"]?["\(refusal)"] == nil) == isOpen, "\(endpoint.pattern)")
        }
    }

    @Test func unreadinessIsAsDescribed() async throws {
        let description = try await description()
        let application = Application(configuration: Configuration(), logsProgress: false)
        for path in ["/health/ready", "/models", "/v2/health/ready", "/languages"] {
            let reply = await application.respond(to: path)
            #expect(reply.status == 503)
            check(try reply.json(), try schema(of: path, "get", status: 503, in: description), in: description)
        }
    }

    @Test func embeddingsWithAPromptAreAsDescribed() async throws {
        let service = try TestService([("queries", .fixture("layouts/sentence-embeddings/default-prompt"))])
        let description = try await service.get("/openapi.json")
        check(
            try await service.get("/models/queries"),
            try schema(of: "/models/{name}", "get", status: 200, in: description), in: description)
        let reply = try await service.post("/encode", #"{"input":"a","prompt_name":"document","dimensions":2}"#)
        check(reply, try schema(of: "/encode", "post", status: 200, in: description), in: description)
    }

    @Test func statusesAreThoseOfTheDialect() async throws {
        let description = try await description()
        let responses = description["paths"]?["/tei/embed"]?["post"]?["responses"]
        #expect(responses?["424"] != nil && responses?["500"] == nil && responses?["413"] != nil)
        let schema = try schema(of: "/tei/embed", "post", status: 424, in: description)
        #expect(schema["$ref"]?.string == "#/components/schemas/TEIError")
    }

    @Test func checkerFindsWhatIsWrong() throws {
        let schema = try JSONDocument(
            parsing: #"""
                {"type":"object","properties":{"a":{"type":["integer","null"],"minimum":1},"b":{"anyOf":[{"type":"string"},
                {"type":"array","items":{"enum":["x"]},"minItems":1}]}},"required":["a"],"additionalProperties":false}
                """#
        ).root
        let checker = SchemaChecker(components: nil)
        for good in [#"{"a":1}"#, #"{"a":null,"b":"text"}"#, #"{"a":2,"b":["x","x"]}"#] {
            #expect(checker.violations(try JSONDocument(parsing: good).root, schema) == [])
        }
        for bad in [
            "[]", "{}", #"{"a":0}"#, #"{"a":1.5}"#, #"{"a":"1"}"#, #"{"a":1,"b":[]}"#, #"{"a":1,"b":["y"]}"#,
            #"{"a":1,"c":1}"#, #"{"a":1,"b":1}"#,
        ] {
            #expect(!checker.violations(try JSONDocument(parsing: bad).root, schema).isEmpty, "\(bad)")
        }
    }
}

extension ModelSettings {
    fileprivate static var pooled: ModelSettings {
        var settings = ModelSettings()
        settings.pooling = "mean"
        return settings
    }
}
