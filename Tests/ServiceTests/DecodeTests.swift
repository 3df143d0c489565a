import HTTP
import JSON
import Tasks
import TestSupport
import Testing

@testable import Service

struct DecodeTests {
    private static let service = Result { try TestService() }

    private func decode(_ body: String) async throws -> JSONValue {
        try await Self.service.get().post("/decode", body)
    }

    @Test func replyHasThePromisedShape() async throws {
        let reply = try await decode(#"{"input":"cab","attention":true,"top_logprobs":2,"max_new_tokens":5}"#)
        #expect(reply.keys == ["model", "outputs", "usage", "timing_ms"])
        let output = try #require(reply["outputs"]?[0])
        #expect(output.keys == ["index", "tokens", "sequences", "attention"])
        let sequence = try #require(output["sequences"]?[0])
        #expect(sequence.keys == ["text", "tokens", "score", "finish_reason", "attention"])
        let token = try #require(sequence["tokens"]?[0])
        #expect(token.keys == ["id", "text", "start", "end", "logprob", "top_logprobs", "special"])
        #expect(token["top_logprobs"]?.count == 2)
        #expect(token["top_logprobs"]?[0]?.keys == ["id", "text", "logprob"])
        let count = try #require(sequence["tokens"]?.count)
        let cross = try #require(sequence["attention"]?["cross"])
        #expect(cross["shape"]?.integers == [2, 1, count, 4])
        #expect(cross["keys"]?.strings == ["c", "a", "b", "</s>"])
        #expect(cross["queries"]?.strings == sequence["tokens"]?.elements?.map { $0["text"]?.string })
        let decoder = try #require(sequence["attention"]?["decoder"])
        #expect(decoder["shape"]?.integers == [2, 1, count, count])
        #expect(decoder["keys"]?.count == count)
        #expect(
            decoder["keys"]?.strings?.dropFirst().elementsEqual(cross["queries"]?.strings?.dropLast() ?? []) == true)
        #expect(output["attention"]?["encoder"]?["shape"]?.integers == [1, 4, 4, 4])
        #expect(reply["usage"]?["output_tokens"]?.integer == count)
    }

    @Test func tokensAreThoseOfTransformers() async throws {
        let golden = try Fixtures.json("marian/shared-swish/golden.json")
        let plainRuns = try golden.required("generate").list.filter { $0["kwargs"]?.members?.count == 0 }
        #expect(!plainRuns.isEmpty)
        for run in plainRuns {
            let index = try #require(run["input"]?.integer)
            let ids = try #require(golden["inputs"]?[index]?["input_ids"])
            let reply = try await decode("{\"input\":[\(ids.text)],\"model\":\"ids\"}")
            let expected = run["sequences"]?[0]?.integers?.dropFirst()
            let found = reply["outputs"]?[0]?["sequences"]?[0]?["tokens"]?.elements?.compactMap { $0["id"]?.integer }
            #expect(found?[...] == expected)
        }
    }

    @Test func textAndTokensAgree() async throws {
        let reply = try await decode(#"{"input":"cab","target":"K AE B"}"#)
        let sequence = try #require(reply["outputs"]?[0]?["sequences"]?[0])
        #expect(sequence["text"]?.string == "K AE B")
        #expect(sequence["finish_reason"]?.string == "forced")
        #expect(
            sequence["tokens"]?.elements?.map { $0["text"]?.string } == ["K", "AE", "B", "</s>"])
        #expect(sequence["tokens"]?[1]?["start"]?.integer == 2)
        #expect(sequence["tokens"]?[1]?["end"]?.integer == 4)
        #expect(sequence["tokens"]?[3]?["start"]?.isNull == true)
        let sum = sequence["tokens"]?.elements?.reduce(0) { $0 + ($1["logprob"]?.number ?? .nan) }
        #expect(abs((sum ?? .nan) - (sequence["score"]?.number ?? 0)) < 1e-4)
    }

    @Test func idTargetIsTakenAsItIs() async throws {
        let reply = try await decode(#"{"input":"cab","target":[7,20]}"#)
        #expect(reply["outputs"]?[0]?["sequences"]?[0]?["tokens"]?.elements?.map { $0["id"]?.integer } == [7, 20])
    }

    @Test func oneTargetServesAllInputsAndAListServesEach() async throws {
        let shared = try await decode(#"{"input":["cab","a"],"target":"B"}"#)
        #expect(shared["outputs"]?[1]?["sequences"]?[0]?["text"]?.string == "B")
        let each = try await decode(#"{"input":["cab","a"],"target":["B","AE B"]}"#)
        #expect(each["outputs"]?[0]?["sequences"]?[0]?["text"]?.string == "B")
        #expect(each["outputs"]?[1]?["sequences"]?[0]?["text"]?.string == "AE B")
    }

    @Test func outputBeginsWithThePrefix() async throws {
        let reply = try await decode(#"{"input":"cab","target_prefix":"K AE","max_new_tokens":3}"#)
        let tokens = reply["outputs"]?[0]?["sequences"]?[0]?["tokens"]?.elements?.map { $0["text"]?.string } ?? []
        #expect(tokens.prefix(2) == ["K", "AE"])
        #expect(tokens.count <= 5)
    }

    @Test func badWordsDoNotOccur() async throws {
        let search = #""input":"cab","num_beams":1,"min_new_tokens":6,"max_new_tokens":6"#
        let plain = try await decode("{\(search)}")
        let id = try #require(plain["outputs"]?[0]?["sequences"]?[0]?["tokens"]?[0]?["id"]?.integer)
        let without = try await decode("{\(search),\"bad_words\":[[\(id)]]}")
        let ids = without["outputs"]?[0]?["sequences"]?[0]?["tokens"]?.elements?.map { $0["id"]?.integer } ?? []
        #expect(!ids.isEmpty)
        #expect(!ids.contains(id))
    }

    @Test func stopStringEndsTheOutput() async throws {
        let body = #"{"input":"cab","num_beams":1,"max_new_tokens":12,"min_new_tokens":12"#
        let plain = try await decode(body + "}")
        let tokens = try #require(plain["outputs"]?[0]?["sequences"]?[0]?["tokens"]?.elements)
        let third = try #require(tokens[2]["text"]?.string)
        let stopped = try await decode(body + ",\"stop\":\"\(third)\"}")
        let sequence = try #require(stopped["outputs"]?[0]?["sequences"]?[0])
        #expect(sequence["finish_reason"]?.string == "stop")
        #expect((sequence["tokens"]?.count ?? 99) <= 3)
        #expect(sequence["text"]?.string?.hasSuffix(third) == true)
    }

    @Test func sameSeedGivesTheSameTextWhateverElseIsAsked() async throws {
        let alone = try await decode(#"{"input":"cab","do_sample":true,"num_beams":1,"seed":7,"max_new_tokens":8}"#)
        let among = try await decode(
            #"{"input":["zebra","cab"],"do_sample":true,"num_beams":1,"seed":7,"max_new_tokens":8}"#)
        #expect(alone["outputs"]?[0]?["sequences"]?.text == among["outputs"]?[1]?["sequences"]?.text)
    }

    @Test func beamsReturnSeveralSequencesBestFirst() async throws {
        let reply = try await decode(#"{"input":"cab","num_beams":4,"num_return_sequences":3,"max_new_tokens":6}"#)
        let scores = reply["outputs"]?[0]?["sequences"]?.elements?.compactMap { $0["score"]?.number } ?? []
        #expect(scores.count == 3)
        #expect(scores == scores.sorted(by: >))
    }

    @Test func mapsAndAlternativesChangeNothingElse() async throws {
        let plain = try await decode(#"{"input":["cab","zebra"],"num_beams":3,"max_new_tokens":6}"#)
        let mapped = try await decode(#"{"input":["cab","zebra"],"num_beams":3,"max_new_tokens":6,"attention":true}"#)
        for output in 0..<2 {
            for key in ["text", "tokens", "score", "finish_reason"] {
                #expect(
                    plain["outputs"]?[output]?["sequences"]?[0]?[key]?.text
                        == mapped["outputs"]?[output]?["sequences"]?[0]?[key]?.text)
            }
        }
    }

    @Test func rowsOfEveryMapSumToOne() async throws {
        let reply = try await decode(#"{"input":"cab","num_beams":3,"max_new_tokens":6,"attention":true}"#)
        let attention = try #require(reply["outputs"]?[0]?["sequences"]?[0]?["attention"])
        for name in ["decoder", "cross"] {
            let map = try #require(attention[name])
            let keyCount = try #require(map["shape"]?[3]?.integer)
            let weights = try #require(map["weights"]).flatNumbers
            #expect(!weights.isEmpty)
            for start in stride(from: 0, to: weights.count, by: keyCount) {
                #expect(abs(weights[start..<start + keyCount].reduce(0, +) - 1) < 1e-5)
            }
        }
    }

    @Test func onlyTheMapsThatWereAskedForAreThere() async throws {
        let reply = try await decode(
            #"{"input":"cab","max_new_tokens":3,"attention":{"maps":["cross"],"layers":[-1]}}"#)
        #expect(reply["outputs"]?[0]?.keys == ["index", "tokens", "sequences"])
        let attention = reply["outputs"]?[0]?["sequences"]?[0]?["attention"]
        #expect(attention?.keys == ["cross"])
        #expect(attention?["cross"]?["layers"]?.integers == [1])
    }

    @Test func sizeIsEstimatedFromTheLengthThatWasAskedFor() async throws {
        let service = try TestService { $0.maxResponseBytes = 30_000 }
        let seen = try await service.error("/decode", #"{"input":"cab","attention":true,"max_new_tokens":40}"#)
        #expect(seen.status == 413)
        #expect(seen.code == "response_too_large")
        #expect(seen.message?.contains("attention.maps") == true)
        // The model's own limit is no reason to refuse what will be short.
        _ = try await service.post("/decode", #"{"input":"c","max_new_tokens":4,"attention":true}"#)
    }

    @Test func deadlineIsA504() async throws {
        let service = try TestService([("ids", .ids)]) { $0.requestDeadline = 1e-6 }
        let seen = try await service.error(
            "/decode", #"{"input":[5,6,0],"num_beams":8,"min_new_tokens":20,"max_new_tokens":30}"#)
        #expect(seen.status == 504)
        #expect(seen.code == "deadline_exceeded")
        #expect(seen.type == "timeout")
    }

    @Test func requestThatTheQueueCouldNeverHoldIsToldSo() async throws {
        let service = try TestService([("ids", .ids)]) { $0.engine.maxQueuedSequences = 2 }
        #expect(try await service.get("/models/ids")["limits"]?["max_inputs"]?.integer == 2)
        let seen = try await service.error("/decode", #"{"input":[[5,6,0],[5,6,0],[5,6,0]]}"#)
        #expect(seen.status == 422)
        #expect(seen.code == "too_many_inputs")
    }

    @Test func fullQueueIsA429WithRetryAfter() throws {
        let response = Dialect.heed.errors.response(ErrorReply(.task(.queueFull(retryAfter: 7))))
        #expect(response.status == 429)
        #expect(response.headers.contains { $0.name == "Retry-After" && $0.value == "7" })
        let body = response.body.copyOfBytes()
        #expect(try ErrorSeen(status: 429, body: JSONDocument(parsing: body).root).code == "queue_full")
    }
}
