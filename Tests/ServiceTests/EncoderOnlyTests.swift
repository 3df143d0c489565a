import JSON
import TestSupport
import Testing

@testable import Service

/// A model without a decoder: what it answers, and what it explains.
@Suite struct EncoderOnlyTests {
    private let service: TestService

    init() throws {
        service = try TestService([
            (name: "bert", kind: .fixture("families/bert/masked-language-model")), (name: "ids", kind: .ids),
        ])
    }

    @Test func encodesWithTheNumbersOfTheReference() async throws {
        let golden = try Fixtures.json("families/bert/masked-language-model/golden.json")
        let input = try #require(golden["inputs"]?.list.last)
        let ids = try input.required("input_ids").text
        let reply = try await service.post("/encode", #"{"input": \#(ids), "attention": true}"#)
        let output = try #require(reply["outputs"]?[0])
        let hidden = Difference(
            try output.required("hidden_states").flatFloats, from: try input.required("encoder_hidden_states"))
        #expect(hidden.isWithin(1e-4), "\(hidden)")
        let map = try #require(output["attention"]?["encoder"])
        #expect(map["shape"]?.integers == [2, 2, 13, 13])
        let weights = Difference(try map.required("weights").flatFloats, from: try input.required("encoder_attentions"))
        #expect(weights.isWithin(1e-4), "\(weights)")
    }

    @Test func decodingIsExplainedNotTried() async throws {
        let error = try await service.error("/decode", #"{"input": [5, 6]}"#)
        #expect(error.status == 422)
        #expect(error.code == "no_decoder")
        #expect(error.param == "model")
        #expect(error.message == #"The model "bert" has an encoder only; it cannot decode. Use /encode."#)
        let other = try await service.post("/decode", #"{"model": "ids", "input": [5, 6], "max_new_tokens": 2}"#)
        #expect(other["outputs"]?.count == 1)
    }

    @Test(arguments: ["decoder", "cross"])
    func mapsOfADecoderAreRefused(_ map: String) async throws {
        let error = try await service.error("/encode", #"{"input": [5], "attention": {"maps": ["\#(map)"]}}"#)
        #expect(error.status == 422)
    }

    @Test func describesItselfWithoutADecoder() async throws {
        let model = try await service.get("/models/bert")
        #expect(model["family"]?.string == "bert")
        #expect(model["decoder"]?.isNull == true)
        #expect(model["encoder"]?["layers"]?.integer == 2)
        #expect(model["encoder"]?["max_positions"]?.integer == 24)
    }

    @Test func moreTokensThanPositionsAreRefusedOrCut() async throws {
        let ids = (0..<25).map { "\($0)" }.joined(separator: ",")
        let error = try await service.error("/encode", #"{"input": [\#(ids)]}"#)
        #expect(error.status == 422)
        #expect(error.code == "input_too_long")
        let cut = try await service.post("/encode", #"{"input": [\#(ids)], "overflow": "truncate", "pooling": "cls"}"#)
        #expect(cut["outputs"]?[0]?["truncated"]?.boolean == true)
        #expect(cut["outputs"]?[0]?["dropped_tokens"]?.integer == 1)
    }
}
