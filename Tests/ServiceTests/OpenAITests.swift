import Foundation
import HTTP
import JSON
import TestSupport
import Testing

@testable import Service

/// OpenAI's embeddings.
struct OpenAITests {
    private static let service = Result {
        try TestService([
            ("minilm", .fixture("layouts/sentence-embeddings/minilm")),
            ("queries", .fixture("layouts/sentence-embeddings/default-prompt")), ("letters", .letters), ("ids", .ids),
        ])
    }

    private func native(_ options: String) async throws -> [[Double]] {
        let reply = try await Self.service.get().post("/encode", "{\(options)}")
        return try #require(reply["outputs"]).list.compactMap { $0["embedding"]?.numbers }
    }

    @Test func replyHasTheShapeThatClientsRead() async throws {
        let reply = try await Self.service.get().post("/v1/embeddings", #"{"model":"minilm","input":["cab","fox"]}"#)
        #expect(reply.keys == ["object", "data", "model", "usage"])
        #expect(reply["object"]?.string == "list" && reply["model"]?.string == "minilm")
        #expect(reply["data"]?.list.map { $0["index"]?.integer } == [0, 1])
        #expect(reply["data"]?[0]?.keys == ["object", "index", "embedding"])
        #expect(reply["data"]?[0]?["object"]?.string == "embedding")
        let tokens = try #require(reply["usage"]?["prompt_tokens"]?.integer)
        #expect(tokens > 2 && reply["usage"]?["total_tokens"]?.integer == tokens)
    }

    @Test(arguments: [("minilm", ""), ("minilm", #","dimensions":3"#), ("queries", "")])
    func embeddingsAreTheNativeOnesToTheBit(model: String, options: String) async throws {
        let body = #""model":"\#(model)","input":["cab","The quick brown fox."]\#(options)"#
        let expected = try await native(body)
        #expect(expected.count == 2)
        let floats = try await Self.service.get().post("/v1/embeddings", "{\(body)}")
        #expect(floats["data"]?.list.compactMap { $0["embedding"]?.numbers } == expected)
        let coded = try await Self.service.get().post("/v1/embeddings", #"{\#(body),"encoding_format":"base64"}"#)
        let decoded = try #require(coded["data"]).list.map { item in
            let bytes = Array(try #require(Data(base64Encoded: item["embedding"]?.string ?? "")))
            return stride(from: 0, to: bytes.count, by: 4).map { start in
                let bits = bytes[start..<start + 4].reversed().reduce(UInt32(0)) { $0 << 8 | UInt32($1) }
                return Float(bitPattern: bits)
            }
        }
        #expect(decoded == expected.map { $0.map(Float.init) })
    }

    @Test func whatChangesNothingIsAccepted() async throws {
        let service = try Self.service.get()
        let plain = try await service.post("/v1/embeddings", #"{"input":"cab"}"#)
        let full = try await service.post(
            "/v1/embeddings",
            #"{"model":"minilm","input":["cab"],"user":"somebody","encoding_format":"float","dimensions":null}"#)
        #expect(plain["data"]?.text == full["data"]?.text)
    }

    @Test(
        arguments: [
            (#"{"model":"gpt","input":"a"}"#, 404, "model_not_found", "model", "minilm"),
            (#"{"model":"minilm","input":[[5,6]]}"#, 422, "invalid_value", "input", "check_embedding_ctx_length=False"),
            (#"{"model":"minilm","input":[5,6]}"#, 422, "invalid_value", "input", "check_embedding_ctx_length=False"),
            (#"{"model":"minilm","input":[]}"#, 422, "invalid_value", "input", "empty"),
            (#"{"model":"minilm","input":["a",1]}"#, 422, "wrong_type", "input[1]", "a string"),
            (#"{"model":"minilm"}"#, 422, "missing_field", "input", "missing"),
            (#"{"model":"minilm","input":"a","encoding_format":"hex"}"#, 422, "out_of_range", "encoding_format", "hex"),
            (#"{"model":"minilm","input":"a","dimensions":9}"#, 422, "out_of_range", "dimensions", "from 1 to 8"),
            (#"{"model":"minilm","input":"a","pooling":"cls"}"#, 422, "unknown_field", "pooling", "pooling"),
            (#"{"model":"letters","input":"a"}"#, 422, "no_pooling", "model", "\"pooling\""),
            ("{", 400, "invalid_json", nil, "JSON"),
        ] as [(String, Int, String, String?, String)])
    func errorsNameWhatIsWrong(body: String, status: Int, code: String, param: String?, words: String) async throws {
        let seen = try await Self.service.get().error("/v1/embeddings", body)
        #expect(seen.status == status && seen.code == code && seen.param == param)
        #expect(seen.type == "invalid_request" && seen.message?.contains(words) == true, "\(seen.message ?? "")")
    }

    @Test func longTextIsRefusedWithoutAdviceThatCannotBeFollowed() async throws {
        let text = String(repeating: "the ", count: 40)
        let seen = try await Self.service.get().error("/v1/embeddings", #"{"model":"minilm","input":["a","\#(text)"]}"#)
        #expect(seen.status == 422 && seen.code == "input_too_long" && seen.param == "input[1]")
        #expect(seen.message?.hasSuffix("the limit is 24. Shorten it.") == true)
    }

    @Test func limitsHoldHereToo() async throws {
        let service = try TestService([("minilm", .fixture("layouts/sentence-embeddings/minilm"))]) {
            $0.maxInputs = 2
            $0.maxResponseBytes = 1024
            $0.requestDeadline = 3600
        }
        let many = try await service.error("/v1/embeddings", #"{"input":["a","b","c"]}"#)
        #expect(many.status == 422 && many.code == "too_many_inputs" && many.param == "input")
        let late = try TestService([("minilm", .fixture("layouts/sentence-embeddings/minilm"))]) {
            $0.requestDeadline = 1e-6
        }
        let seen = try await late.error("/v1/embeddings", #"{"input":["a","b","c"]}"#)
        #expect(seen.status == 504 && seen.type == "timeout")
        let wrongMethod = await service.application.respond(to: "/v1/embeddings")
        #expect(wrongMethod.status == 405)
        #expect(try ErrorSeen(status: 405, body: wrongMethod.json()).code == "method_not_allowed")
        let nowhere = await service.application.respond(to: "/v1/chat/completions", body: Array("{}".utf8))
        #expect(try ErrorSeen(status: nowhere.status, body: nowhere.json()).code == "route_not_found")
    }

    @Test func replyThatIsTooLargeIsRefused() async throws {
        let service = try TestService([("minilm", .fixture("layouts/sentence-embeddings/minilm"))]) {
            $0.maxResponseBytes = 1200
        }
        let texts = Array(repeating: #""a""#, count: 12).joined(separator: ",")
        let seen = try await service.error("/v1/embeddings", #"{"input":[\#(texts)]}"#)
        #expect(seen.status == 413 && seen.code == "response_too_large")
        // In base64 it is half as large.
        _ = try await service.post("/v1/embeddings", #"{"input":[\#(texts)],"encoding_format":"base64"}"#)
    }

    @Test func tokensAreCountedForTheModel() async throws {
        let service = try TestService([("minilm", .fixture("layouts/sentence-embeddings/minilm"))])
        let reply = try await service.post("/v1/embeddings", #"{"input":["cab"]}"#)
        let tokens = try #require(reply["usage"]?["prompt_tokens"]?.integer)
        let metrics = String(decoding: await service.application.respond(to: "/metrics").body, as: UTF8.self)
        #expect(metrics.contains("heed_input_tokens_total{model=\"minilm\"} \(tokens)\n"))
    }
}
