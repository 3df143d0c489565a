import Tensors
import TestSupport
import Testing

@testable import Decoding

/// Numbers at the ends of what a float holds: they neither lose outputs nor become the wrong ones.
@Suite struct ArithmeticTests {
    private let decoder = TableDecoder(vocabularySize: 12, seed: 3)

    // MARK: Scores of beams

    @Test func scoresOfBeamsAreOrderedWhereAFloatHoldsNoQuotient() {
        func score(_ sum: Float, _ length: Int, _ penalty: Float) -> BeamScore {
            BeamScore(sum: sum, length: length, penalty: penalty)
        }
        for penalty: Float in [-1e30, -1000, -40, -5, -1, 0] {
            #expect(score(-3, 2, penalty) > score(-4, 2, penalty))
            #expect(penalty == 0 || score(-3, 2, penalty) > score(-3, 9, penalty))
            #expect(score(3, 2, penalty) > score(-3, 9, penalty))
        }
        for penalty: Float in [1, 5, 40, 1000, 1e30] {
            #expect(score(-3, 9, penalty) > score(-4, 9, penalty))
            #expect(score(-3, 9, penalty) > score(-3, 2, penalty))
            #expect(score(0, 2, penalty) > score(-1e-30, 9, penalty))
        }
        #expect(score(-8, 2, 2).value == -2)
        #expect(score(-8, 40, -1000).value == -Float.greatestFiniteMagnitude)
    }

    @Test(arguments: [-1e30, -1000, -50, -5, -1, 5, 50, 1000, 1e30] as [Float])
    func noLengthPenaltyLosesTheOutput(penalty: Float) throws {
        for eos: [Int32] in [[], [1], [1, 2]] {
            for stopping in [DecodingOptions.EarlyStopping.no, .yes, .never] {
                let sequences = try decoder.generate(
                    DecodingOptions(maxNewTokens: 40, eosTokens: eos) {
                        $0.numBeams = 3
                        $0.numReturnSequences = 3
                        $0.lengthPenalty = penalty
                        $0.earlyStopping = stopping
                    })
                #expect(sequences.count == 3)
                #expect(sequences.allSatisfy { !$0.tokens.isEmpty && $0.score.isFinite })
                #expect(sequences.map(\.score) == sequences.map(\.score).sorted(by: >))
                if eos.isEmpty { #expect(sequences.allSatisfy { $0.tokens.count == 40 }) }
            }
        }
    }

    // MARK: Temperature

    @Test(arguments: [.leastNonzeroMagnitude, 0x1p-133, 1e-30, 1e-20, 1e-5] as [Float]) func coldestIsGreedy(
        temperature: Float
    ) throws {
        let greedy = try #require(try decoder.generate(DecodingOptions(maxNewTokens: 8, eosTokens: [1])).first)
        for scale: Float in [1, 1e-6, 1e30] {
            let scaled = TableDecoder(vocabularySize: 12, logits: decoder.logits.map { $0 * scale })
            let cold = try scaled.generate(
                DecodingOptions(maxNewTokens: 8, eosTokens: [1]) {
                    $0.doSample = true
                    $0.temperature = temperature
                })
            if temperature <= 1e-20 || scale == 1 { #expect(cold.map(\.tokens) == [greedy.tokens]) }
        }
        let beams = DecodingOptions(maxNewTokens: 8, eosTokens: [1]) {
            $0.doSample = true
            $0.numBeams = 3
            $0.temperature = temperature
        }
        #expect(try decoder.generate(beams).count == 1)
    }

    @Test(arguments: [1e10, 1e38, Float.greatestFiniteMagnitude]) func hottestDrawsWhatIsNotBanned(temperature: Float)
        throws
    {
        for seed in 0..<40 as Range<UInt64> {
            let options = DecodingOptions(maxNewTokens: 4, eosTokens: [1]) {
                $0.doSample = true
                $0.seed = seed
                $0.temperature = temperature
                $0.badWords = [[3], [4]]
                $0.topK = 0
            }
            let tokens = try #require(try decoder.generate(options).first).tokens
            #expect(!tokens.contains(3) && !tokens.contains(4))
        }
    }

    // MARK: Penalties

    @Test(arguments: [1, 3], [Float.leastNonzeroMagnitude, 1e-38, 1e38, Float.greatestFiniteMagnitude])
    func penaltiesThatOverflowKeepNumbers(beams: Int, penalty: Float) throws {
        for isSampled in [false, true] {
            let sequences = try decoder.generate(
                DecodingOptions(maxNewTokens: 6, eosTokens: [1]) {
                    $0.numBeams = beams
                    $0.doSample = isSampled
                    $0.seed = 1
                    $0.repetitionPenalty = penalty
                    $0.encoderRepetitionPenalty = penalty
                    $0.source = [2, 5]
                    $0.sequenceBiases = [
                        TokenBias(tokens: [5], bias: .greatestFiniteMagnitude),
                        TokenBias(tokens: [6], bias: -.greatestFiniteMagnitude),
                    ]
                    $0.endTokenGrowth = EndTokenGrowth(start: 0, factor: 1e300)
                    $0.topP = 0.9
                    $0.minP = 0.1
                    $0.typicalP = 0.9
                    $0.renormalizesLogits = penalty > 1
                })
            let sequence = try #require(sequences.first)
            #expect(!sequence.tokens.isEmpty && sequence.score.isFinite)
        }
    }

    // MARK: Nothing to choose from

    static let searches: [@Sendable (inout DecodingOptions) -> Void] = [
        { _ in }, { $0.numBeams = 3 }, { ($0.doSample, $0.numReturnSequences) = (true, 2) },
        { ($0.numBeams, $0.doSample) = (3, true) },
    ]

    @Test(arguments: searches.indices) func aSearchWithoutAPossibleTokenSaysSo(search: Int) throws {
        let run = try decoder.run(
            .generate(
                DecodingOptions(maxNewTokens: 20) {
                    // Each token once, and the start token not again: eleven, and then nothing.
                    $0.noRepeatNgramSize = 1
                    Self.searches[search](&$0)
                }, stop: nil))
        #expect(run.sequences.isEmpty)
        #expect(run.search.failure?.outputTokens == 11)
        #expect(run.search.failure?.cause == .options)
    }

    @Test(arguments: searches.indices) func logitsThatAreNoNumbersAreNotTheOptionsFault(search: Int) throws {
        for value in [Float.nan, -.infinity] {
            let broken = TableDecoder(vocabularySize: 12, logits: [Float](repeating: value, count: 144))
            let run = try broken.run(
                .generate(DecodingOptions(maxNewTokens: 20, change: Self.searches[search]), stop: nil))
            #expect(run.sequences.isEmpty)
            #expect(run.search.failure?.outputTokens == 0)
            #expect(run.search.failure?.cause == .modelsLogits)
        }
    }

    @Test func beamsThatEndAreAnswersThoughOthersHaveNothing() throws {
        // Whatever does not end at once has nothing to say next.
        let sequences = try decoder.generate(
            DecodingOptions(maxNewTokens: 20, eosTokens: [1]) {
                $0.numBeams = 12
                $0.numReturnSequences = 4
                $0.badWords = (0..<12).filter { $0 != 1 && $0 != 5 }.map { [$0] } + [[5, 5], [5, 1]]
            })
        #expect(sequences.map(\.tokens) == [[1]])
    }

    // MARK: Everything at once

    @Test func randomOptionsGiveAnOutputOrAReason() throws {
        var numbers = SeededGenerator(5)
        func one<Value>(of values: [Value]) -> Value { values[Int.random(in: values.indices, using: &numbers)] }
        for _ in 0..<1500 {
            let options = DecodingOptions(
                maxNewTokens: one(of: [1, 2, 5, 17]), eosTokens: one(of: [[], [1], [1, 2]])
            ) {
                $0.numBeams = one(of: [1, 1, 2, 5])
                $0.doSample = one(of: [false, true])
                $0.seed = 7
                $0.numReturnSequences = $0.numBeams > 1 ? $0.numBeams : $0.doSample ? 2 : 1
                $0.lengthPenalty = one(of: [1, 0, -1000, 1000, -5, 3e38, -3e38])
                $0.earlyStopping = one(of: [.no, .yes, .never])
                $0.temperature = one(of: [1, .leastNonzeroMagnitude, 1e-3, 3e38])
                $0.topK = one(of: [0, 1, 50])
                $0.topP = one(of: [1, .leastNonzeroMagnitude, 0.5])
                $0.minP = one(of: [nil, 0, 1])
                $0.typicalP = one(of: [1, .leastNonzeroMagnitude, 0.99])
                $0.repetitionPenalty = one(of: [1, .leastNonzeroMagnitude, 3e38])
                $0.encoderRepetitionPenalty = one(of: [1, .leastNonzeroMagnitude, 3e38])
                $0.noRepeatNgramSize = one(of: [0, 1, 2])
                $0.badWords = one(of: [[], [[3]], (0..<11).map { [$0] }, [[1], [2, 3]]])
                $0.sequenceBiases = one(of: [[], [TokenBias(tokens: [4], bias: 3e38)]])
                $0.forcedBOSToken = one(of: [nil, 6])
                $0.forcedEOSTokens = one(of: [[], [1]])
                $0.endTokenGrowth = one(of: [nil, EndTokenGrowth(start: 0, factor: 1e30)])
                $0.minNewTokens = one(of: [nil, 1])
                $0.renormalizesLogits = one(of: [false, true])
                $0.source = [1, 4, 7]
            }
            try options.validate(vocabularySize: 12, maxPositions: nil)
            let run = try decoder.run(.generate(options, stop: nil))
            #expect(run.sequences.isEmpty == (run.search.failure != nil), "\(options)")
            for sequence in run.sequences {
                #expect(!sequence.tokens.isEmpty, "\(options)")
                #expect(!sequence.score.isNaN && sequence.logprobs.allSatisfy { $0.isFinite }, "\(options)")
                #expect(options.numBeams == 1 || sequence.score.isFinite, "\(options)")
            }
        }
    }
}
