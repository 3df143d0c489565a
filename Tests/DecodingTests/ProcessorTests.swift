import Tensors
import Testing

@testable import Decoding

@Suite struct ProcessorTests {
    /// A row after processors, and what it says of the model's own values.
    private func process(
        _ logits: [Float], history: [Int32], _ processors: any LogitsProcessor...
    ) -> (processed: [Float], original: [Float]) {
        let row = Tensor(Shape(1, logits.count), logits)
        var scores = Scores(row, row: 0)
        for processor in processors { processor.process(&scores, history: history) }
        return (row.array(), logits.indices.map(scores.original))
    }

    @Test func repetitionPenaltyActsOnceOnEachTokenThatWasSaid() {
        let result = process([2, -2, 4, 0, 8], history: [0, 1, 1, 3, 0], RepetitionPenalty(penalty: 2))
        #expect(result.processed == [1, -4, 4, 0, 8])
        #expect(result.original == [2, -2, 4, 0, 8])
    }

    @Test func noRepeatNgramBansWhatWouldCompleteOne() {
        let logits: [Float] = [1, 2, 3, 4]
        let banned = -Float.infinity
        #expect(process(logits, history: [1, 2, 3, 1, 2], NoRepeatNgram(size: 3)).processed == [1, 2, 3, banned])
        #expect(process(logits, history: [1, 2, 1, 3, 1], NoRepeatNgram(size: 2)).processed == [1, 2, banned, banned])
        #expect(process(logits, history: [1, 3], NoRepeatNgram(size: 1)).processed == [1, banned, 3, banned])
        #expect(process(logits, history: [1, 2], NoRepeatNgram(size: 3)).processed == logits)
    }

    @Test func badWordsAreBannedOnceTheirBeginningWasSaid() {
        let processor = BadWords(words: [[0], [2], [1, 3], [2, 1, 1]], eosTokens: [0])
        let banned = -Float.infinity
        #expect(process([1, 2, 3, 4], history: [3, 2], processor).processed == [1, 2, banned, 4])
        #expect(process([1, 2, 3, 4], history: [2, 1], processor).processed == [1, banned, banned, banned])
        #expect(process([1, 2, 3, 4], history: [1], processor).processed == [1, 2, banned, banned])
    }

    @Test func endTokensAreBannedUntilTheMinimum() {
        let processor = MinLength(minLength: 3, eosTokens: [0, 2, 99])
        let banned = -Float.infinity
        #expect(process([1, 2, 3], history: [1, 1], processor).processed == [banned, 2, banned])
        #expect(process([1, 2, 3], history: [1, 1, 1], processor).processed == [1, 2, 3])
    }

    @Test func forcedTokensAreTheOnlyOnesLeft() {
        let banned = -Float.infinity
        let first = process([1, 2, 3], history: [0], ForcedBOS(token: 1))
        #expect(first.processed == [banned, 0, banned])
        #expect(first.original == [1, 2, 3])
        #expect(process([1, 2, 3], history: [0, 0], ForcedBOS(token: 1)).processed == [1, 2, 3])
        let last = ForcedEOS(maxLength: 4, tokens: [0, 2])
        #expect(process([1, 2, 3], history: [0, 0, 0], last).processed == [0, banned, 0])
        #expect(process([1, 2, 3], history: [0, 0], last).processed == [1, 2, 3])
    }

    @Test func sequenceBiasAddsUpWhatHasBeenSaid() {
        let processor = SequenceBias(biases: [
            TokenBias(tokens: [2], bias: 9), TokenBias(tokens: [1, 2], bias: 4), TokenBias(tokens: [2], bias: 1),
            TokenBias(tokens: [3, 1, 2], bias: 2), TokenBias(tokens: [3, 2], bias: 100),
        ])
        #expect(process([0, 0, 0, 0], history: [3, 1], processor).processed == [0, 0, 7, 0])
        #expect(process([0, 0, 0, 0], history: [1], processor).processed == [0, 0, 5, 0])
    }

    @Test func encoderPenaltyFavoursTheSource() {
        let processor = EncoderRepetitionPenalty(penalty: 2, source: [0, 1, 1])
        #expect(process([2, -2, 3], history: [2], processor).processed == [4, -1, 3])
    }

    @Test func ngramsOfTheSourceAreBanned() {
        let banned = -Float.infinity
        let source: [Int32] = [1, 2, 3, 1, 2, 0]
        #expect(
            process([1, 2, 3, 4], history: [1, 2], EncoderNoRepeatNgram(size: 3, source: source)).processed == [
                banned, 2, 3, banned,
            ])
        #expect(
            process([1, 2, 3, 4], history: [2], EncoderNoRepeatNgram(size: 3, source: source)).processed == [
                1, 2, 3, 4,
            ])
        #expect(
            process([1, 2, 3, 4], history: [2], EncoderNoRepeatNgram(size: 1, source: [3])).processed == [
                1, 2, 3, banned,
            ])
        #expect(
            process([1, 2, 3, 4], history: [1, 2], EncoderNoRepeatNgram(size: 3, source: [1])).processed == [
                1, 2, 3, 4,
            ])
    }

    @Test func endTokensBecomeLikelier() {
        let processor = LikelierEnd(after: 2, factor: 2, eosTokens: [0, 2, 9])
        #expect(process([-1, 5, 3], history: [1, 1], processor).processed == [-1, 5, 3])
        #expect(process([-1, 5, 3], history: [1, 1, 1, 1], processor).processed == [2, 5, 12])
        #expect(process([-.infinity, 5, 3], history: [1, 1, 1], processor).processed == [-.infinity, 5, 6])
    }

    @Test func suppressedTokensAreBannedAlwaysOrAtTheBeginning() {
        let banned = -Float.infinity
        #expect(process([1, 2], history: [0, 0], SuppressedTokens(tokens: [1, 7])).processed == [1, banned])
        let first = SuppressedTokens(tokens: [0], onlyAfter: 1)
        #expect(process([1, 2], history: [0], first).processed == [banned, 2])
        #expect(process([1, 2], history: [0, 0], first).processed == [1, 2])
    }

    @Test func renormalizedScoresAreADistribution() {
        let result = process([1, -.infinity, 1], history: [], Renormalization())
        #expect(result.processed[1] == -.infinity)
        #expect(abs(result.processed[0] - Float(logarithm(0.5))) < 1e-6)
        #expect(result.original == [1, -.infinity, 1])
    }

    @Test func temperatureDivides() {
        let result = process([1, -2, 3], history: [], Temperature(temperature: 0.5))
        #expect(result.processed == [2, -4, 6])
        #expect(result.original == [1, -2, 3])
    }

    @Test func topKKeepsTheSmallerOfEqualTokens() {
        let banned = -Float.infinity
        #expect(process([3, 5, 3, 1], history: [], TopK(count: 2)).processed == [3, 5, banned, banned])
        #expect(process([3, 5, 3, 1], history: [], TopK(count: 9)).processed == [3, 5, 3, 1])
    }

    @Test func topPKeepsTheFewestTokensThatReachTheMass() {
        // Probabilities 0.5, 0.25, 0.125, 0.125.
        let logits = [0.5, 0.25, 0.125, 0.125].map { Float(logarithm($0)) }
        func kept(_ mass: Float) -> [Int] {
            let processed = process(logits, history: [], TopP(mass: mass, least: 1)).processed
            return processed.indices.filter { processed[$0] > -.infinity }
        }
        #expect(kept(0.001) == [0])
        #expect(kept(0.49) == [0])
        #expect(kept(0.6) == [0, 1])
        #expect(kept(0.8) == [0, 1, 2])
        #expect(kept(0.99) == [0, 1, 2, 3])
    }

    @Test func topPLooksBeyondItsFirstCandidates() {
        let size = 1000
        let processed = process([Float](repeating: 0, count: size), history: [], TopP(mass: 0.5, least: 1)).processed
        let kept = processed.filter { $0 > -.infinity }.count
        #expect(abs(kept - size / 2) <= 1)
    }

    @Test func originalValuesSurviveSeveralProcessors() {
        let result = process(
            [1, 2, 3, 4], history: [3], RepetitionPenalty(penalty: 4), BadWords(words: [[3]], eosTokens: []),
            Temperature(temperature: 2), TopK(count: 1))
        #expect(result.original == [1, 2, 3, 4])
        #expect(result.processed == [-.infinity, -.infinity, 1.5, -.infinity])
    }

    @Test func optionsThatAreOffCallForNoProcessor() {
        #expect(DecodingOptions(maxNewTokens: 5, eosTokens: [1]).processors.isEmpty)
    }

    @Test func processorsStandInTheOrderOfTransformers() {
        let options = DecodingOptions(maxNewTokens: 9, eosTokens: [1]) {
            $0.repetitionPenalty = 1.5
            $0.noRepeatNgramSize = 2
            $0.badWords = [[3]]
            $0.minNewTokens = 2
            $0.forcedBOSToken = 4
            $0.forcedEOSTokens = [1]
            $0.doSample = true
            $0.temperature = 2
            $0.topP = 0.5
            $0.minP = 0.5
            $0.typicalP = 0.5
            $0.sequenceBiases = [TokenBias(tokens: [2], bias: 1)]
            $0.encoderRepetitionPenalty = 1.5
            $0.encoderNoRepeatNgramSize = 2
            $0.endTokenGrowth = EndTokenGrowth(start: 2, factor: 1.5)
            $0.suppressedTokens = [6]
            $0.firstSuppressedTokens = [7]
            $0.renormalizesLogits = true
        }
        #expect(
            options.processors.map { "\(type(of: $0))" } == [
                "SequenceBias", "EncoderRepetitionPenalty", "RepetitionPenalty", "NoRepeatNgram",
                "EncoderNoRepeatNgram",
                "BadWords", "MinLength", "ForcedBOS", "ForcedEOS", "LikelierEnd", "SuppressedTokens",
                "SuppressedTokens",
                "Temperature", "TopK", "TopP", "MinP", "TypicalP", "Renormalization",
            ])
    }
}
