import Decoding
import Testing

@Suite struct SamplingTests {
    private let decoder = TableDecoder(vocabularySize: 12, seed: 8)

    private func sample(_ change: (inout DecodingOptions) -> Void = { _ in }) throws -> [DecodedSequence] {
        try decoder.generate(
            DecodingOptions(maxNewTokens: 8, eosTokens: [1]) {
                $0.doSample = true
                $0.seed = 42
                change(&$0)
            })
    }

    @Test func sameSeedGivesTheSameSequences() throws {
        #expect(try sample { $0.numReturnSequences = 4 } == sample { $0.numReturnSequences = 4 })
    }

    @Test func aSequenceDoesNotDependOnItsCompany() throws {
        let alone = try #require(try sample().first)
        let accompanied = try sample { $0.numReturnSequences = 6 }
        #expect(accompanied.count == 6)
        #expect(accompanied.first?.tokens == alone.tokens)
        #expect(accompanied.first?.logprobs == alone.logprobs)
        #expect(Set(accompanied.map(\.tokens)).count > 1)
    }

    @Test func seedsDiffer() throws {
        let outputs = try (0..<20).map { seed in try sample { $0.seed = seed }.first?.tokens }
        #expect(Set(outputs).count > 10)
    }

    @Test func withoutASeedOutputsDiffer() throws {
        let outputs = try (0..<30).map { _ in try sample { $0.seed = nil }.first?.tokens }
        #expect(Set(outputs).count > 1)
    }

    @Test func oneCandidateIsGreedy() throws {
        let greedy = try decoder.generate(DecodingOptions(maxNewTokens: 8, eosTokens: [1])).first
        #expect(try sample { $0.topK = 1 }.first == greedy)
        #expect(try sample { $0.topP = 1e-6 }.first == greedy)
        let cold = try sample { $0.temperature = 1e-3 }.first
        #expect(cold?.tokens == greedy?.tokens)
        #expect(cold?.logprobs == greedy?.logprobs)
    }

    @Test(arguments: [(Float(1), 0, Float(1)), (0.5, 0, 1), (2, 5, 1), (1, 0, 0.7), (1.5, 6, 0.8)])
    func frequenciesFollowTheProcessedDistribution(temperature: Float, topK: Int, topP: Float) throws {
        let draws = 4000
        var counts = [Int](repeating: 0, count: 12)
        for seed in 0..<UInt64(draws / 200) {
            let options = DecodingOptions(maxNewTokens: 1) {
                $0.doSample = true
                $0.numReturnSequences = 200
                $0.seed = seed
                $0.temperature = temperature
                $0.topK = topK
                $0.topP = topP
            }
            for sequence in try decoder.generate(options) { counts[Int(sequence.tokens[0])] += 1 }
        }
        for (token, probability) in expected(temperature, topK, topP).enumerated() {
            let frequency = Double(counts[token]) / Double(draws)
            // Five standard deviations.
            let deviation = (probability * (1 - probability) / Double(draws)).squareRoot()
            #expect(abs(frequency - probability) <= 5 * deviation, "token \(token)")
        }
    }

    /// The distribution of the first token, by the definitions.
    private func expected(_ temperature: Float, _ topK: Int, _ topP: Float) -> [Double] {
        let weights = decoder.row(after: [0]).map { exponential(Double($0 / temperature)) }
        var order = weights.indices.sorted { weights[$0] > weights[$1] }
        if topK > 0 { order = Array(order.prefix(topK)) }
        let total = order.reduce(0) { $0 + weights[$1] }
        var kept: [Int] = []
        var sum = 0.0
        for token in order where sum < Double(topP) * total {
            kept.append(token)
            sum += weights[token]
        }
        return weights.indices.map { kept.contains($0) ? weights[$0] / sum : 0 }
    }

    @Test func sequencesEndEachByItself() throws {
        let run = try decoder.run(
            .generate(
                DecodingOptions(maxNewTokens: 12, eosTokens: [1, 2, 3]) {
                    $0.doSample = true
                    $0.numReturnSequences = 8
                    $0.seed = 5
                    $0.temperature = 2
                }, stop: nil))
        #expect(run.sequences.count == 8)
        #expect(Set(run.sequences.map(\.tokens.count)).count > 1)
        for sequence in run.sequences {
            for (index, entry) in sequence.path.enumerated() {
                #expect(run.steps[entry.step][entry.row] == [0] + sequence.tokens[..<index])
            }
            let hasEnded = sequence.tokens.last.map { [1, 2, 3].contains($0) }
            #expect(sequence.finishReason == (hasEnded == true ? .eos : .length))
        }
    }
}
