import JSON
import TestSupport
import Testing

@testable import Service

/// The model in the executable, whole: text in, phonemes out, as transformers gives them from the same files.
@Suite struct EmbeddedModelTests {
    private struct Case {
        let word: String
        let sourceIDs: [Int]
        let greedyIDs: [Int]
        let greedyText: String
        let beamIDs: [Int]
        let beamScore: Double
    }

    private func cases() throws -> [Case] {
        let cases = try Fixtures.json("g2p-en/golden.json").elements
        return try #require(cases).map { entry in
            // Leaves out the start token, which replies leave out too.
            func output(_ key: String) throws -> [Int] { Array(try #require(entry[key]?.integers).dropFirst()) }
            return Case(
                word: try #require(entry["word"]?.string), sourceIDs: try #require(entry["source_ids"]?.integers),
                greedyIDs: try output("greedy_ids"), greedyText: try #require(entry["greedy_text"]?.string),
                beamIDs: try output("beam4_ids"), beamScore: try #require(entry["beam4_score"]?.number))
        }
    }

    @Test func outputsEqualReference() async throws {
        let service = try TestService([])
        let cases = try cases()
        #expect(cases.count >= 20)
        for expected in cases {
            let word = expected.word
            let greedy = try await service.post("/decode", #"{"input": "\#(word)"}"#)["outputs"]?[0]
            #expect(greedy?["tokens"]?.elements?.compactMap { $0["id"]?.integer } == expected.sourceIDs, "\(word)")
            let sequence = greedy?["sequences"]?[0]
            #expect(sequence?["tokens"]?.elements?.compactMap { $0["id"]?.integer } == expected.greedyIDs, "\(word)")
            #expect(sequence?["text"]?.string == expected.greedyText)

            let beams = try await service.post("/decode", #"{"input": "\#(word)", "num_beams": 4}"#)
            let best = beams["outputs"]?[0]?["sequences"]?[0]
            #expect(best?["tokens"]?.elements?.compactMap { $0["id"]?.integer } == expected.beamIDs, "\(word)")
            let score = try #require(best?["score"]?.number)
            #expect(abs(score - expected.beamScore) <= 1e-4 * max(1, abs(expected.beamScore)), "\(word): \(score)")
        }
    }

    @Test func attentionIsShownForAPlainWord() async throws {
        let service = try TestService([])
        let reply = try await service.post("/decode", #"{"input": "attention", "attention": true}"#)
        let output = try #require(reply["outputs"]?[0])
        let sequence = try #require(output["sequences"]?[0])
        #expect(sequence["text"]?.string == "AH T EH N SH AH N")
        let maps: [(JSONValue?, [Int])] = [
            (output["attention"]?["encoder"], [4, 4, 10, 10]), (sequence["attention"]?["decoder"], [2, 4, 8, 8]),
            (sequence["attention"]?["cross"], [2, 4, 8, 10]),
        ]
        for (map, shape) in maps {
            #expect(map?["shape"]?.integers == shape)
            let rows = try #require(map?["weights"]).flatNumbers
            #expect(rows.count == shape.reduce(1, *))
            for row in 0..<rows.count / shape[3] {
                let sum = rows[row * shape[3]..<(row + 1) * shape[3]].reduce(0, +)
                #expect(abs(sum - 1) < 1e-5)
            }
        }
    }
}
