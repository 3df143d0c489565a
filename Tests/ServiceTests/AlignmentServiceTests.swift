import HTTP
import JSON
import Testing

@testable import Service

/// `alignment` of /decode, with the embedded model.
struct AlignmentServiceTests {
    private func decode(_ service: TestService, _ fields: String) async throws -> JSONValue {
        let reply = try await service.post("/decode", "{\"input\": \"attention\"\(fields)}")
        return try #require(reply["outputs"]?.elements?.first)
    }

    private func sequence(_ output: JSONValue) throws -> JSONValue {
        try #require(output["sequences"]?.elements?.first)
    }

    /// As JSON.
    private func text(_ value: JSONValue?) -> String? {
        value.map { value in
            String(decoding: Response.json { $0.value(value) }.body.copyOfBytes(), as: UTF8.self)
        }
    }

    @Test func linksNameUnitsOfBothSides() async throws {
        let service = try TestService([])
        let output = try await decode(service, ", \"alignment\": {\"unit\": \"tokens\"}")
        let sequence = try sequence(output)
        let alignment = try #require(sequence["alignment"])
        #expect(alignment["unit"]?.string == "tokens")
        let source = try #require(alignment["source"]?.elements)
        let target = try #require(alignment["target"]?.elements)
        // Special tokens are no units.
        #expect(source.count == "attention".count)
        #expect(target.count == sequence["tokens"]?.elements?.count(where: { $0["special"]?.boolean == false }))
        #expect(source.map { $0["text"]?.string } == "attention".map { String($0) })
        #expect(alignment["links"]?.elements?.count == target.count)
        let agreement = try #require(alignment["used"]?["agreement"]?.number)
        #expect(agreement > 0.5)
        #expect(sequence["attention"] == nil)
    }

    @Test func sidesMayHaveUnitsOfTheirOwn() async throws {
        let service = try TestService([])
        let output = try await decode(
            service, ", \"alignment\": {\"unit\": {\"source\": \"words\", \"target\": \"tokens\"}, \"links\": \"all\"}")
        let alignment = try #require(try sequence(output)["alignment"])
        #expect(alignment["unit"]?["source"]?.string == "words")
        #expect(alignment["source"]?.elements?.map { $0["text"]?.string } == ["attention"])
        #expect(alignment["source"]?.elements?.first?["end"]?.integer == 9)
    }

    /// What it captures is not returned, and nothing else of a reply changes.
    @Test(arguments: [
        "", ", \"attention\": true", ", \"attention\": {\"maps\": [\"cross\"], \"layers\": [0], \"heads\": [1]}",
        ", \"num_beams\": 3, \"num_return_sequences\": 2, \"attention\": {\"reduce\": \"mean\"}",
        ", \"target\": [\"AH T EH N\"]",
    ])
    func nothingElseChanges(fields: String) async throws {
        let service = try TestService([])
        let plain = try await decode(service, fields)
        let aligned = try await decode(service, fields + ", \"alignment\": true")
        #expect(text(aligned["attention"]) == text(plain["attention"]))
        let pairs = zip(
            try #require(plain["sequences"]?.elements), try #require(aligned["sequences"]?.elements))
        for (first, second) in pairs {
            #expect(second["alignment"] != nil && first["alignment"] == nil)
            for name in ["text", "tokens", "score", "finish_reason", "attention"] {
                #expect(text(second[name]) == text(first[name]), "\(name)")
            }
        }
    }

    @Test(arguments: [
        ("5", "wrong_type", "alignment"), ("{\"unit\": \"letters\"}", "out_of_range", "alignment.unit"),
        ("{\"layers\": [9]}", "out_of_range", "alignment.layers[0]"),
        ("{\"heads\": [0, 0]}", "invalid_value", "alignment.heads[1]"),
        ("{\"threshold\": 2}", "out_of_range", "alignment.threshold"),
        ("{\"values\": \"norms\"}", "not_available", "alignment.values"),
        ("{\"colour\": 1}", "unknown_field", "alignment.colour"),
        ("{\"unit\": {\"sauce\": \"words\"}}", "unknown_field", "alignment.unit.sauce"),
    ])
    func mistakesAreNamed(value: String, code: String, param: String) async throws {
        let service = try TestService([])
        let error = try await service.error("/decode", "{\"input\": \"attention\", \"alignment\": \(value)}")
        #expect(error.status == 422 && error.code == code && error.param == param)
    }
}
