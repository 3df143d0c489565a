import JSON
import TestSupport
import Testing

@testable import Service

/// Decoding options through the whole service.
struct DecodingOptionsServiceTests {
    private let service: TestService

    init() throws { service = try TestService() }

    private func sequences(_ body: String) async throws -> [JSONValue] {
        try #require(try await service.post("/decode", body)["outputs"]?[0]?["sequences"]?.list)
    }

    @Test func noLengthPenaltyMakesAnOutputEmpty() async throws {
        for penalty in ["-5", "-1000", "1000", "3e38", "-3e38"] {
            let body = #"{"model":"ids","input":[5,6,0],"num_beams":4,"max_new_tokens":40,"min_new_tokens":40,"#
            let sequence = try await sequences(body + #""length_penalty":\#(penalty)}"#)[0]
            #expect(sequence["tokens"]?.count == 40, "\(penalty)")
            #expect(sequence["score"]?.number?.isFinite == true)
        }
    }

    @Test func beamSamplingIsRepeatable() async throws {
        let body =
            #"{"input":"cab","num_beams":3,"do_sample":true,"temperature":3,"num_return_sequences":3,"max_new_tokens":8"#
        let once = try await sequences(body + #","seed":7}"#)
        #expect(once.count == 3)
        #expect(try await sequences(body + #","seed":7}"#).map(\.text) == once.map(\.text))
        let beside = try await service.post(
            "/decode",
            #"{"input":["zebra","cab"],"num_beams":3,"do_sample":true,"temperature":3,"num_return_sequences":3,"max_new_tokens":8,"seed":7}"#
        )
        #expect(beside["outputs"]?[1]?["sequences"]?.list.map(\.text) == once.map(\.text))
        var others: Set<String> = []
        for seed in 0..<8 { others.insert(try await sequences(body + #","seed":\#(seed)}"#)[0].text) }
        #expect(others.count > 2)
    }

    @Test func whatIsCutThoughAnEndTokenIsForcedSaysSo() async throws {
        for search in ["", #","num_beams":3"#, #","do_sample":true"#, #","do_sample":true,"num_beams":3"#] {
            // Token 0, which ends, is banned but where it is forced.
            let body = #"{"model":"ids","input":[5,6,0],"bad_words":[[0,0]],"min_new_tokens":4,"max_new_tokens":4,"#
            let sequence = try await sequences(body + #""forced_eos_token_id":0\#(search)}"#)[0]
            #expect(sequence["tokens"]?[3]?["id"]?.integer == 0)
            #expect(sequence["finish_reason"]?.string == "length", "\(search)")
        }
    }

    @Test func nothingToChooseFromIsAnErrorThatSaysSo() async throws {
        let all = (0..<61).map { "[\($0)]" }.joined(separator: ",")
        for search in ["", #","num_beams":3"#, #","do_sample":true"#] {
            let error = try await service.error(
                "/decode",
                #"{"model":"ids","input":[[5,0],[5,6,0]],"min_new_tokens":3,"bad_words":[\#(all)]\#(search)}"#)
            #expect(error.status == 422)
            #expect(error.code == "no_possible_token")
            #expect(error.message?.contains("outputs[0]") == true && error.message?.contains("bad_words") == true)
        }
    }

    @Test func oneOfSeveralPrefixesMayBeMissing() async throws {
        for none in ["null", "[]"] {
            let reply = try await service.post(
                "/decode", #"{"model":"ids","input":[[5,0],[5,0]],"target_prefix":[\#(none),[7,8]],"max_new_tokens":4}"#
            )
            let plain = try await service.post("/decode", #"{"model":"ids","input":[5,0],"max_new_tokens":4}"#)
            #expect(reply["outputs"]?[0]?["sequences"]?.text == plain["outputs"]?[0]?["sequences"]?.text)
            #expect(reply["outputs"]?[1]?["sequences"]?[0]?["tokens"]?[1]?["id"]?.integer == 8)
        }
        for none in ["null", #""""#] {
            let reply = try await service.post(
                "/decode", #"{"input":["cab","cab"],"target_prefix":["AA",\#(none)],"max_new_tokens":4}"#)
            #expect(reply["outputs"]?.count == 2)
        }
        _ = try await service.post("/decode", #"{"input":["cab"],"target_prefix":[null],"max_new_tokens":4}"#)
        let single = try await service.error("/decode", #"{"input":"cab","target_prefix":""}"#)
        #expect(single.param == "target_prefix")
        let mixed = try await service.error("/decode", #"{"input":["a","b"],"target_prefix":["A",[5]]}"#)
        #expect(mixed.code == "wrong_type" && mixed.param == "target_prefix[1]")
        let target = try await service.error("/decode", #"{"input":["a","b"],"target":["A",null]}"#)
        #expect(target.param == "target[1]")
    }

    /// Whatever is combined: an answer with something in it, or an error that says why not.
    @Test func randomOptionsNeverGiveAnEmptyAnswer() async throws {
        var numbers = SeededGenerator(11)
        let choices: [(String, [String])] = [
            ("max_new_tokens", ["1", "2", "9"]), ("min_new_tokens", ["0", "1", "9"]), ("num_beams", ["1", "2", "5"]),
            ("num_return_sequences", ["1", "2"]), ("length_penalty", ["0", "-1000", "1000", "-5", "3e38"]),
            ("early_stopping", ["true", "false", #""never""#]), ("do_sample", ["true", "false"]),
            ("temperature", ["1e-40", "1e-3", "3e38"]), ("top_k", ["0", "1", "5"]), ("top_p", ["1e-30", "0.5", "1"]),
            ("seed", ["7"]), ("repetition_penalty", ["1e-40", "1.5", "3e38"]), ("no_repeat_ngram_size", ["1", "2"]),
            ("forced_bos_token_id", ["5"]), ("forced_eos_token_id", ["0", "[0,3]"]),
            ("bad_words", ["[[3]]", "[[0],[1,2]]", "[\((1..<61).map { "[\($0)]" }.joined(separator: ","))]"]),
            ("target_prefix", ["[4,5]"]), ("top_logprobs", ["3"]),
        ]
        var answers = 0
        for _ in 0..<250 {
            var fields = [#""model":"ids""#, #""input":[[5,6,0]]"#]
            for (name, values) in choices where Int.random(in: 0..<3, using: &numbers) == 0 {
                fields.append(#""\#(name)":\#(values[Int.random(in: values.indices, using: &numbers)])"#)
            }
            let body = "{\(fields.joined(separator: ","))}"
            let reply = await service.application.respond(to: "/decode", body: Array(body.utf8))
            let json = try reply.json()
            guard reply.status == 200 else {
                #expect(reply.status == 422 && json["error"]?["message"]?.string?.isEmpty == false, "\(body)")
                continue
            }
            answers += 1
            let sequences = try #require(json["outputs"]?[0]?["sequences"]?.list)
            #expect(!sequences.isEmpty, "\(body)")
            for sequence in sequences {
                #expect(sequence["tokens"]?.list.isEmpty == false, "\(body)")
                #expect(sequence["score"]?.number?.isFinite == true, "\(body)")
            }
        }
        #expect(answers > 50)
    }
}
