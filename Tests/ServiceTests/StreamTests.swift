import HTTP
import JSON
import TestSupport
import Testing

@testable import Service

/// `/decode` with `stream`, in process.
struct StreamTests {
    private static let service = Result { try TestService() }

    private func stream(_ body: String, by service: TestService? = nil) async throws -> StreamedReply {
        let service = try service ?? Self.service.get()
        let reply = await service.application.respond(to: "/decode", body: Array("{\"stream\":true,\(body)}".utf8))
        #expect(reply.status == 200)
        return try StreamedReply(parsing: String(decoding: reply.body, as: UTF8.self))
    }

    private func plain(_ body: String) async throws -> JSONValue {
        try await Self.service.get().post("/decode", "{\(body)}")
    }

    private func error(_ body: String) async throws -> ErrorSeen {
        try await Self.service.get().error("/decode", "{\"stream\":true,\(body)}")
    }

    private static let requests = [
        #""input":"cab","max_new_tokens":9"#,
        #""input":["cab","zebra","a"],"max_new_tokens":7,"min_new_tokens":3"#,
        #""input":"cab","do_sample":true,"seed":5,"temperature":5,"num_return_sequences":4,"max_new_tokens":8"#,
        #""input":["a","b"],"do_sample":true,"seed":5,"num_return_sequences":2,"max_new_tokens":4,"top_logprobs":2"#,
        #""input":"cab","target_prefix":"K AE","max_new_tokens":5"#,
        #""input":"cab","max_new_tokens":6,"attention":true"#,
        #""input":"cab","min_new_tokens":12,"max_new_tokens":12,"stop":["A"," ","N"]"#,
        #""input":[5,6,0],"model":"ids","max_new_tokens":6"#,
    ]

    @Test(arguments: requests)
    func doneIsTheWholeReply(body: String) async throws {
        let streamed = try await stream(body + #","num_beams":1"#)
        let plain = try await plain(body + #","num_beams":1"#)
        #expect(streamed.names.last == "done")
        #expect(streamed.names.dropLast().allSatisfy { $0 == "token" })
        let done = try #require(streamed.events.last?.data)
        #expect(done.keys == plain.keys)
        for key in ["model", "outputs", "usage"] { #expect(done[key]?.text == plain[key]?.text) }
    }

    @Test(arguments: requests)
    func tokensTogetherAreTheOutputs(body: String) async throws {
        let streamed = try await stream(body + #","num_beams":1"#)
        let outputs = try #require(streamed.events.last?.data["outputs"]?.elements)
        var count = 0
        for (index, output) in outputs.enumerated() {
            for (position, sequence) in try #require(output["sequences"]?.elements).enumerated() {
                let tokens = streamed.tokens(output: index, sequence: position)
                let expected = try #require(sequence["tokens"]?.elements)
                #expect(tokens.map { $0["id"]?.integer } == expected.map { $0["id"]?.integer })
                #expect(tokens.map { $0["logprob"]?.text } == expected.map { $0["logprob"]?.text })
                let pieces = tokens.compactMap { $0["text"]?.string }
                if let text = sequence["text"]?.string {
                    #expect(pieces.count == tokens.count)
                    #expect(pieces.joined() == text)
                } else {
                    #expect(pieces.isEmpty)
                }
                count += tokens.count
            }
        }
        #expect(streamed.events.count == count + 1)
    }

    @Test func tokenHasThePromisedFields() async throws {
        let streamed = try await stream(#""input":"cab","num_beams":1,"max_new_tokens":2"#)
        #expect(streamed.events.first?.data.keys == ["index", "sequence", "id", "text", "logprob"])
    }

    @Test func embeddedModelWritesWordByWord() async throws {
        let service = try TestService([])
        let streamed = try await stream(#""input":"attention""#, by: service)
        let pieces = streamed.tokens(output: 0, sequence: 0).map { $0["text"]?.string }
        #expect(pieces == ["AH", " T", " EH", " N", " SH", " AH", " N", ""])
    }

    @Test func beamsAreRefusedWithTheReason() async throws {
        let seen = try await error(#""input":"cab","num_beams":4"#)
        #expect(seen.status == 422)
        #expect(seen.code == "not_available")
        #expect(seen.param == "stream")
        #expect(seen.message?.contains("num_beams is 4)") == true)
    }

    @Test func targetIsRefusedWithTheReason() async throws {
        let seen = try await error(#""input":"cab","target":"B""#)
        #expect(seen.status == 422)
        #expect(seen.code == "option_without_effect")
        #expect(seen.param == "stream")
    }

    @Test func whatIsKnownBeforehandIsAnOrdinaryError() async throws {
        #expect(try await error(#""input":"cab","num_beams":1,"max_new_tokens":0"#).status == 422)
        #expect(try await error(#""input":"cab","model":"none""#).status == 404)
        let small = try TestService { $0.maxResponseBytes = 3000 }
        let seen = try await small.error("/decode", #"{"stream":true,"input":"cab","num_beams":1,"attention":true}"#)
        #expect(seen.status == 413)
        let narrow = try TestService([("ids", .ids)]) { $0.engine.maxQueuedSequences = 2 }
        let full = try await narrow.error(
            "/decode", #"{"stream":true,"num_beams":1,"input":[[5,6,0],[5,6,0],[5,6,0]]}"#)
        #expect(full.status == 422)
        #expect(full.code == "too_many_inputs")
    }

    @Test func whatGoesWrongLaterIsAnEvent() async throws {
        let service = try TestService([("ids", .ids)]) { $0.requestDeadline = 1e-6 }
        let streamed = try await stream(#""input":[5,6,0],"num_beams":1,"max_new_tokens":30"#, by: service)
        #expect(streamed.names == ["error"])
        let seen = try ErrorSeen(status: 0, body: #require(streamed.events.first?.data))
        #expect(seen.code == "deadline_exceeded")
        #expect(seen.type == "timeout")
    }

    @Test func streamIsCountedWhenItHasEnded() async throws {
        let service = try TestService([("ids", .ids)])
        _ = try await stream(#""input":[5,6,0],"num_beams":1,"max_new_tokens":3,"min_new_tokens":3"#, by: service)
        let metrics = await service.application.respond(to: "/metrics")
        let text = String(decoding: metrics.body, as: UTF8.self)
        #expect(text.contains("heed_output_tokens_total{model=\"ids\"} 3\n"))
        #expect(text.contains("heed_requests_total{dialect=\"heed\",route=\"/decode\",status=\"200\"} 1\n"))
    }

    @Test func replyIsNotWrittenForACancelledTask() async throws {
        let task = Task {
            withUnsafeCurrentTask { $0?.cancel() }
            var writer = JSONWriter()
            try [Float](repeating: 1, count: 64).withUnsafeBufferPointer { try writer.nested($0, shape: [4, 4, 4]) }
        }
        await #expect(throws: CancellationError.self) { try await task.value }
    }
}
