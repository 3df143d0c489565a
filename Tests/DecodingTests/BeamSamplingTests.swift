import JSON
import TestSupport
import Testing

@testable import Decoding

/// Beam sampling, whose random numbers are heed's own and whose distribution is that of transformers.
@Suite struct BeamSamplingTests {
    private let decoder = TableDecoder(vocabularySize: 12, seed: 8)

    private func sample(_ change: (inout DecodingOptions) -> Void = { _ in }) throws -> [DecodedSequence] {
        try decoder.generate(
            DecodingOptions(maxNewTokens: 8, eosTokens: [1]) {
                $0.doSample = true
                $0.numBeams = 3
                $0.numReturnSequences = 3
                $0.seed = 42
                change(&$0)
            })
    }

    @Test func sameSeedGivesTheSameSequences() throws {
        #expect(try sample() == sample())
        let outputs = try (0..<20).map { seed in
            try sample { ($0.seed, $0.temperature) = (seed, 4) }.first?.tokens
        }
        #expect(Set(outputs).count > 10)
    }

    @Test func beamsComeBestFirstAndAreDifferent() throws {
        let sequences = try sample { $0.lengthPenalty = 0 }
        #expect(sequences.count == 3)
        #expect(Set(sequences.map(\.tokens)).count == 3)
        #expect(sequences.map(\.score) == sequences.map(\.score).sorted(by: >))
    }

    @Test func coldBeamsAreBeamSearch() throws {
        let search = try sample { $0.doSample = false }
        let cold = try sample {
            $0.temperature = 1e-5
            $0.topK = 0
        }
        #expect(cold.map(\.tokens) == search.map(\.tokens))
        #expect(cold.first?.logprobs == search.first?.logprobs)
    }

    static let samples: [Int] = [0, 1, 2, 3]

    @Test(arguments: samples) func frequenciesAreThoseOfTransformers(index: Int) throws {
        let golden = try Fixtures.json("decoding/golden.json")
        let sample = try #require(golden["beam_samples"]?.elements?[index])
        let unit = Float(try #require(golden["logit_unit"]?.number))
        let units = try #require(golden["tables"]?.elements?[1].elements).compactMap(\.integer)
        let decoder = TableDecoder(
            vocabularySize: try #require(golden["vocabulary_size"]?.integer), logits: units.map { Float($0) * unit })
        let theirDraws = Double(try #require(sample["draws"]?.integer))
        var options = try DecodingOptions(generationConfig: sample["settings"], modelConfig: golden)

        let draws = 3000
        var counts: [[[Int32]]: Int] = [:]
        for seed in 0..<UInt64(draws) {
            options.seed = seed
            counts[try decoder.generate(options).map(\.tokens), default: 0] += 1
        }
        var known = 0
        for entry in try #require(sample["counts"]?.elements) {
            let outputs = try #require(entry.elements?[0].elements).map { output in
                try #require(output.elements).compactMap(\.integer).map(Int32.init)
            }
            let theirs = Double(try #require(entry.elements?[1].integer)) / theirDraws
            let count = counts[outputs] ?? 0
            known += count
            let mean = (theirs * theirDraws + Double(count)) / (theirDraws + Double(draws))
            let deviation = (mean * (1 - mean) * (1 / theirDraws + 1 / Double(draws))).squareRoot()
            // Five standard deviations.
            #expect(abs(Double(count) / Double(draws) - theirs) <= 5 * deviation, "\(outputs)")
        }
        // What transformers never returned in its draws is rare here, too.
        #expect(known >= draws * 97 / 100)
    }
}
