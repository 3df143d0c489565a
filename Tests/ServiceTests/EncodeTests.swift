import JSON
import TestSupport
import Testing

@testable import Service

struct EncodeTests {
    private static let service = Result { try TestService() }
    private static let limited = Result { try TestService { $0.maxInputTokens = 4 } }

    @Test func replyHasThePromisedShape() async throws {
        let reply = try await Self.service.get().post("/encode", #"{"input":"cab","attention":true}"#)
        #expect(reply.keys == ["model", "outputs", "usage", "timing_ms"])
        #expect(reply["model"]?.string == "letters")
        let output = try #require(reply["outputs"]?[0])
        #expect(output.keys == ["index", "tokens", "hidden_states", "attention"])
        #expect(output["tokens"]?[0]?.text == #"{"id":8,"text":"c","start":0,"end":1,"special":false}"#)
        #expect(output["tokens"]?[3]?.text == #"{"id":0,"text":"</s>","start":null,"end":null,"special":true}"#)
        #expect(output["hidden_states"]?.count == 4)
        #expect(output["hidden_states"]?[0]?.count == 16)
        let map = try #require(output["attention"]?["encoder"])
        #expect(map.keys == ["layers", "heads", "shape", "queries", "keys", "weights"])
        #expect(map["shape"]?.integers == [1, 4, 4, 4])
        #expect(map["keys"]?.strings == ["c", "a", "b", "</s>"])
        #expect(map["queries"]?.strings == ["c", "a", "b", "</s>"])
        #expect(reply["usage"]?.text == #"{"input_tokens":4,"output_tokens":0}"#)
        #expect(reply["timing_ms"]?.keys == ["queue", "tokenize", "encode", "decode", "total"])
    }

    @Test func rowsOfAttentionSumToOne() async throws {
        let reply = try await Self.service.get().post(
            "/encode", #"{"input":[[5,6,7,8,0],[9]],"model":"ids","attention":true}"#)
        for output in try reply.required("outputs").list {
            let map = try #require(output["attention"]?["encoder"])
            let keyCount = try #require(map["shape"]?[3]?.integer)
            let weights = try #require(map["weights"]).flatNumbers
            #expect(!weights.isEmpty)
            for start in stride(from: 0, to: weights.count, by: keyCount) {
                #expect(abs(weights[start..<start + keyCount].reduce(0, +) - 1) < 1e-5)
            }
        }
    }

    @Test func mapsChangeNothingElse() async throws {
        let service = try Self.service.get()
        let without = try await service.post("/encode", #"{"input":["cab","a"]}"#)
        let with = try await service.post("/encode", #"{"input":["cab","a"],"attention":true}"#)
        for index in 0..<2 {
            for key in ["index", "tokens", "hidden_states"] {
                #expect(without["outputs"]?[index]?[key]?.text == with["outputs"]?[index]?[key]?.text)
            }
        }
    }

    @Test func aSequenceIsTheSameAloneAndAmongOthers() async throws {
        let service = try Self.service.get()
        let alone = try await service.post("/encode", #"{"input":"cab"}"#)
        let among = try await service.post("/encode", #"{"input":["zebra","cab","a"]}"#)
        #expect(alone["outputs"]?[0]?["hidden_states"]?.text == among["outputs"]?[1]?["hidden_states"]?.text)
    }

    @Test func chosenLayersAndHeadsComeInTheOrderAsked() async throws {
        let service = try Self.service.get()
        let all = try await service.post("/encode", #"{"input":[5,6,0],"model":"ids","attention":true}"#)
        let some = try await service.post(
            "/encode", #"{"input":[5,6,0],"model":"ids","attention":{"layers":[-1,0],"heads":[2]}}"#)
        let whole = try #require(all["outputs"]?[0]?["attention"]?["encoder"])
        let part = try #require(some["outputs"]?[0]?["attention"]?["encoder"])
        #expect(part["layers"]?.integers == [2, 0])
        #expect(part["heads"]?.integers == [2])
        #expect(part["shape"]?.integers == [2, 1, 3, 3])
        #expect(part["weights"]?[0]?[0]?.text == whole["weights"]?[2]?[2]?.text)
        #expect(part["weights"]?[1]?[0]?.text == whole["weights"]?[0]?[2]?.text)
    }

    @Test func idsAreTakenAsTheyAre() async throws {
        let reply = try await Self.service.get().post("/encode", #"{"input":[8,6,7]}"#)
        let tokens = try #require(reply["outputs"]?[0]?["tokens"])
        #expect(tokens.count == 3)
        #expect(tokens[0]?.text == #"{"id":8,"text":"c","start":null,"end":null,"special":false}"#)
    }

    @Test func idsOfAModelWithoutTokenizerHaveNoText() async throws {
        let reply = try await Self.service.get().post("/encode", #"{"input":[[8,0]],"model":"ids"}"#)
        let tokens = try #require(reply["outputs"]?[0]?["tokens"])
        #expect(tokens[0]?.text == #"{"id":8,"text":null,"start":null,"end":null,"special":false}"#)
        #expect(tokens[1]?["special"]?.boolean == true)
    }

    @Test func poolingsAgreeWithTheHiddenStates() async throws {
        let service = try Self.service.get()
        let states = try #require(
            try await service.post("/encode", #"{"input":"cab"}"#)["outputs"]?[0]?["hidden_states"])
        let rows = states.elements.map { $0.compactMap(\.numbers) } ?? []
        let expected: [String: [Double]] = [
            "cls": rows[0],
            "mean": (0..<16).map { column in rows.reduce(0) { $0 + $1[column] } / Double(rows.count) },
            "max": (0..<16).map { column in rows.map { $0[column] }.max() ?? 0 },
        ]
        for (pooling, numbers) in expected {
            let output = try await service.post("/encode", "{\"input\":\"cab\",\"pooling\":\"\(pooling)\"}")[
                "outputs"]?[0]
            #expect(output?.keys == ["index", "tokens", "embedding"])
            let embedding = output?["embedding"]?.numbers ?? []
            #expect(embedding.count == 16)
            for (number, wanted) in zip(embedding, numbers) { #expect(abs(number - wanted) < 1e-6) }
        }
    }

    @Test func normalizedEmbeddingHasUnitLength() async throws {
        let reply = try await Self.service.get().post("/encode", #"{"input":"cab","pooling":"mean","normalize":true}"#)
        let embedding = try #require(reply["outputs"]?[0]?["embedding"]?.numbers)
        #expect(abs(embedding.reduce(0) { $0 + $1 * $1 } - 1) < 1e-5)
    }

    @Test func truncatedTextKeepsItsBeginningAndItsEndTokenAndSaysSo() async throws {
        let reply = try await Self.limited.get().post(
            "/encode", #"{"input":["zebra","cab"],"overflow":"truncate"}"#)
        let cut = try #require(reply["outputs"]?[0])
        #expect(cut.keys == ["index", "tokens", "truncated", "dropped_tokens", "hidden_states"])
        #expect(cut["tokens"]?.elements?.map { $0["text"]?.string } == ["z", "e", "b", "</s>"])
        #expect(cut["truncated"]?.boolean == true)
        #expect(cut["dropped_tokens"]?.integer == 2)
        #expect(reply["outputs"]?[1]?.keys == ["index", "tokens", "hidden_states"])
        #expect(reply["usage"]?["input_tokens"]?.integer == 8)
    }

    @Test func truncatedIdsKeepTheirBeginning() async throws {
        let reply = try await Self.limited.get().post(
            "/encode", #"{"input":[8,6,7,9,10,0],"overflow":"truncate"}"#)
        #expect(reply["outputs"]?[0]?["tokens"]?.elements?.map { $0["id"]?.integer } == [8, 6, 7, 9])
        #expect(reply["outputs"]?[0]?["dropped_tokens"]?.integer == 2)
    }

    @Test func replyThatWouldBeTooLargeIsRefusedWithItsSizeAndTheWayOut() async throws {
        let service = try TestService([("ids", .ids)]) { $0.maxResponseBytes = 20_000 }
        let ids = Array(repeating: "5", count: 60).joined(separator: ",")
        let seen = try await service.error("/encode", "{\"input\":[\(ids)],\"pooling\":\"cls\",\"attention\":true}")
        #expect(seen.status == 413)
        #expect(seen.code == "response_too_large")
        #expect(seen.param == "attention")
        #expect(seen.message?.contains("20000") == true)
        #expect(seen.message?.contains("attention.layers") == true)
        _ = try await service.post("/encode", "{\"input\":[\(ids)],\"pooling\":\"cls\"}")
    }
}
