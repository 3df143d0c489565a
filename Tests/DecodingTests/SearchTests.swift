import Decoding
import Tensors
import Testing

@Suite struct SearchTests {
    private let decoder = TableDecoder(vocabularySize: 12, seed: 3)

    // MARK: Forced

    @Test func forcedTargetIsScoredInOneStep() throws {
        let target: [Int32] = [4, 7, 1, 11]
        let options = DecodingOptions(maxNewTokens: 2, eosTokens: [1]) { $0.decoderStartToken = 3 }
        let run = try decoder.run(.force(target: target, options: options))
        #expect(run.steps.count == 1)
        #expect(run.search.prompt == [3, 4, 7, 1])
        let sequence = try #require(run.sequences.first)
        #expect(run.sequences.count == 1)
        #expect(sequence.tokens == target)
        #expect(sequence.finishReason == .forced)
        #expect(sequence.path == (0..<4).map { PathEntry(step: 0, row: $0) })
        var history: [Int32] = [3]
        for (token, logprob) in zip(target, sequence.logprobs) {
            #expect(isClose(logprob, decoder.logprob(of: token, after: history)))
            history.append(token)
        }
        #expect(isClose(sequence.score, Double(sequence.logprobs.reduce(0, +))))
    }

    @Test func emptyTargetIsScoredAsNothing() throws {
        let run = try decoder.run(.force(target: [], options: DecodingOptions(maxNewTokens: 2)))
        let sequence = try #require(run.sequences.first)
        #expect(sequence.tokens == [])
        #expect(sequence.score == 0)
    }

    @Test func forcingWhatGreedySaidGivesItsLogprobs() throws {
        let options = DecodingOptions(maxNewTokens: 6) { $0.topLogprobs = 2 }
        let greedy = try #require(try decoder.generate(options).first)
        let run = try decoder.run(.force(target: greedy.tokens, options: options))
        let forced = try #require(run.sequences.first)
        #expect(forced.logprobs == greedy.logprobs)
        #expect(forced.alternatives == greedy.alternatives)
        #expect(forced.score == greedy.score)
    }

    // MARK: Prefix

    @Test(arguments: [1, 3]) func prefixIsPartOfTheOutput(beams: Int) throws {
        let prefix: [Int32] = [8, 2, 5]
        let options = DecodingOptions(maxNewTokens: 4) {
            $0.prefix = prefix
            $0.numBeams = beams
            $0.topLogprobs = 1
        }
        let run = try decoder.run(.generate(options, stop: nil))
        #expect(run.search.prompt == [0] + prefix)
        let sequence = try #require(run.sequences.first)
        #expect(sequence.tokens.count == 7)
        #expect(sequence.tokens.starts(with: prefix))
        #expect(sequence.alternatives.count == 7)
        var history: [Int32] = [0]
        for (token, logprob) in zip(sequence.tokens, sequence.logprobs) {
            #expect(isClose(logprob, decoder.logprob(of: token, after: history)))
            history.append(token)
        }
        #expect(sequence.path.prefix(4) == (0..<4).map { PathEntry(step: 0, row: $0) }[...])
    }

    // MARK: Stop

    @Test(arguments: [1, 3]) func stopConditionEndsASequence(beams: Int) throws {
        let free = DecodingOptions(maxNewTokens: 9) { $0.numBeams = beams }
        let unstopped = try #require(try decoder.generate(free).first)
        let word = Array(unstopped.tokens[1...2])
        let stopped = try #require(try decoder.generate(free, stop: { $0.suffix(2).elementsEqual(word) }).first)
        if beams == 1 { #expect(stopped.tokens == Array(unstopped.tokens.prefix(3))) }
        #expect(stopped.finishReason == (stopped.tokens.suffix(2).elementsEqual(word) ? .stop : .length))
        if beams == 1 { #expect(stopped.finishReason == .stop) }
    }

    @Test func stopConditionSeesThePrefixButNotTheStartToken() throws {
        let options = DecodingOptions(maxNewTokens: 9) { $0.prefix = [5] }
        let sequence = try #require(try decoder.generate(options, stop: { $0.first == 5 }).first)
        #expect(sequence.tokens.count == 2)
        #expect(sequence.finishReason == .stop)
    }

    @Test func endTokenIsNamedBeforeTheLimitOrAStop() throws {
        let first = try #require(try decoder.generate(DecodingOptions(maxNewTokens: 1)).first?.tokens.first)
        let ended = try decoder.generate(
            DecodingOptions(maxNewTokens: 1, eosTokens: [first]), stop: { _ in true })
        #expect(ended.first?.finishReason == .eos)
        #expect(ended.first?.tokens == [first])
    }

    // MARK: Log-probabilities

    @Test(arguments: [1, 4]) func logprobsAreTheModelsOwnWhateverProcessorsDo(beams: Int) throws {
        let options = DecodingOptions(maxNewTokens: 6, eosTokens: [1]) {
            $0.numBeams = beams
            $0.numReturnSequences = beams
            $0.repetitionPenalty = 3
            $0.noRepeatNgramSize = 1
            $0.badWords = [[3], [4]]
            $0.forcedBOSToken = 7
            $0.forcedEOSTokens = [1]
            $0.minNewTokens = 6
            $0.topLogprobs = 12
        }
        for sequence in try decoder.generate(options) {
            #expect(sequence.tokens.first == 7)
            var history: [Int32] = [0]
            for (index, token) in sequence.tokens.enumerated() {
                #expect(isClose(sequence.logprobs[index], decoder.logprob(of: token, after: history)))
                let alternatives = sequence.alternatives[index]
                #expect(Set(alternatives.map(\.token)) == Set(0..<12))
                #expect(alternatives.map(\.logprob) == alternatives.map(\.logprob).sorted(by: >))
                for alternative in alternatives {
                    #expect(isClose(alternative.logprob, decoder.logprob(of: alternative.token, after: history)))
                }
                history.append(token)
            }
        }
    }

    @Test func alternativesAreLeftOutUnlessAskedFor() throws {
        #expect(try decoder.generate(DecodingOptions(maxNewTokens: 3)).first?.alternatives == [])
    }

    // MARK: Hostile logits

    @Test(arguments: [1, 3], [Float.nan, .infinity, -.infinity]) func badLogitsNeverTrap(beams: Int, value: Float)
        throws
    {
        for placed in [[3], [0, 5], Array(0..<12)] {
            var logits = decoder.logits
            for index in logits.indices where placed.contains(index % 12) { logits[index] = value }
            let broken = TableDecoder(vocabularySize: 12, logits: logits)
            let options = DecodingOptions(maxNewTokens: 4, eosTokens: [1]) {
                $0.numBeams = beams
                $0.repetitionPenalty = 1.2
                $0.topLogprobs = 3
            }
            let run = try broken.run(.generate(options, stop: nil))
            let first = run.sequences
            // Where nothing is a number, nothing can be chosen, and the search says so.
            #expect(first.isEmpty == (run.search.failure?.cause == .modelsLogits))
            if placed.count < 12, value == -.infinity || (beams == 1) { #expect(!first.isEmpty) }
            #expect(try broken.generate(options).map(\.tokens) == first.map(\.tokens))
        }
    }

    @Test func nanIsNotChosenWhileThereIsANumber() throws {
        var logits = decoder.logits
        for index in logits.indices where index % 12 != 4 { logits[index] = .nan }
        let broken = TableDecoder(vocabularySize: 12, logits: logits)
        #expect(try broken.generate(DecodingOptions(maxNewTokens: 3)).first?.tokens == [4, 4, 4])
    }

    @Test func equalLogitsGiveTheSmallestTokens() throws {
        let flat = TableDecoder(vocabularySize: 5, logits: [Float](repeating: 1, count: 25))
        #expect(try flat.generate(DecodingOptions(maxNewTokens: 2)).first?.tokens == [0, 0])
        let beams = DecodingOptions(maxNewTokens: 2) {
            $0.numBeams = 3
            $0.numReturnSequences = 3
        }
        #expect(try flat.generate(beams).map(\.tokens) == [[0, 0], [0, 1], [0, 2]])
    }

    // MARK: Beams

    @Test func moreBeamsThanSequencesReturnsWhatThereIs() throws {
        // One token in the first place and the end token in the second: a single possible sequence.
        let options = DecodingOptions(maxNewTokens: 2, eosTokens: [1]) {
            $0.numBeams = 4
            $0.numReturnSequences = 4
            $0.forcedBOSToken = 7
            $0.forcedEOSTokens = [1]
        }
        let sequences = try decoder.generate(options)
        #expect(sequences.map(\.tokens) == [[7, 1]])
    }

    @Test func vocabularySmallerThanTheCandidatesIsSearched() throws {
        let tiny = TableDecoder(vocabularySize: 2, seed: 5)
        let options = DecodingOptions(maxNewTokens: 3, eosTokens: [0, 1]) {
            $0.numBeams = 4
            $0.numReturnSequences = 4
        }
        let tokens = try tiny.generate(options).map(\.tokens)
        #expect(Set(tokens.prefix(2)) == [[0], [1]])
    }

    @Test func wideBeamFindsTheBestSequence() throws {
        let small = TableDecoder(vocabularySize: 4, seed: 11)
        let options = DecodingOptions(maxNewTokens: 3) {
            $0.numBeams = 64
            $0.lengthPenalty = 0
        }
        let found = try #require(try small.generate(options).first)
        var best = -Double.infinity
        for number in 0..<64 {
            var history: [Int32] = [0]
            var sum = 0.0
            for digit in [number / 16, number / 4 % 4, number % 4] {
                sum += small.logprob(of: Int32(digit), after: history)
                history.append(Int32(digit))
            }
            best = max(best, sum)
        }
        #expect(isClose(found.score, best))
    }
}
