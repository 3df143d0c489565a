import Decoding
import Testing

/// What a sequence that reaches its length limit says of its end.
@Suite struct LimitTests {
    private let decoder = TableDecoder(vocabularySize: 12, seed: 8)

    private func options(_ maxNewTokens: Int, _ change: (inout DecodingOptions) -> Void) -> DecodingOptions {
        DecodingOptions(maxNewTokens: maxNewTokens, eosTokens: [1]) {
            $0.forcedEOSTokens = [1]
            change(&$0)
        }
    }

    static let searches: [@Sendable (inout DecodingOptions) -> Void] = [
        { _ in }, { $0.numBeams = 3 }, { ($0.doSample, $0.seed) = (true, 3) },
        { ($0.numBeams, $0.doSample, $0.seed) = (3, true, 3) },
    ]

    @Test(arguments: searches.indices) func whatIsCutAtItsLimitSaysSoThoughAnEndTokenIsForced(search: Int) throws {
        // Never the most probable: whatever ends has been cut off.
        let logits = decoder.logits.enumerated().map { $0 % 12 == 1 ? -20 : $1 }
        let endless = TableDecoder(vocabularySize: 12, logits: logits)
        for limit in 1...4 {
            let sequence = try #require(try endless.generate(options(limit, Self.searches[search])).first)
            #expect(sequence.tokens.count == limit)
            #expect(sequence.tokens.last == 1)
            #expect(sequence.finishReason == .length)
        }
    }

    @Test(arguments: [1, 3]) func whatWouldHaveEndedThereAnywayHasNotBeenCut(beams: Int) throws {
        let logits = decoder.logits.enumerated().map { $0 % 12 == 1 ? ($0 / 144 == 2 ? 30 : -30) : $1 }
        let ending = TableDecoder(vocabularySize: 12, logits: logits)
        let free = try #require(try ending.generate(options(9) { $0.numBeams = beams }).first)
        #expect(free.finishReason == .eos)
        let held = try #require(
            try ending.generate(options(free.tokens.count) { $0.numBeams = beams }).first)
        #expect(held.tokens == free.tokens)
        #expect(held.finishReason == .eos)
    }

    @Test func anEndThatTheMinimumForbidsIsNotChosen() throws {
        let logits = decoder.logits.enumerated().map { $0 % 12 == 1 ? 30 : $1 }
        let ending = TableDecoder(vocabularySize: 12, logits: logits)
        let sequence = try #require(try ending.generate(options(3) { $0.minNewTokens = 3 }).first)
        #expect(sequence.tokens.count == 3 && sequence.tokens.last == 1)
        #expect(sequence.finishReason == .length)
    }
}
