import Decoding
import Testing
import Transformer

@testable import Engine

@Suite struct WorkRateTests {
    @Test func waitIsTokensOverTokensPerSecond() {
        var rate = WorkRate()
        rate.record(tokens: 500, seconds: 1)
        #expect(rate.tokensPerSecond == 500)
        #expect(rate.secondsUntilDone(tokens: 5000) == 10)
        #expect(rate.secondsUntilDone(tokens: 5001) == 11)
    }

    @Test func waitIsFromOneSecondToTenMinutes() {
        var rate = WorkRate()
        #expect(rate.secondsUntilDone(tokens: 1_000_000) == 1)
        rate.record(tokens: 1, seconds: 10)
        #expect(rate.secondsUntilDone(tokens: 0) == 1)
        #expect(rate.secondsUntilDone(tokens: .max) == 600)
    }

    @Test func sequencesThatFinishTogetherCountTogether() {
        var rate = WorkRate()
        rate.record(tokens: 10, seconds: 2)
        for _ in 0..<9 { rate.record(tokens: 10, seconds: 0) }
        #expect(rate.tokensPerSecond == 50)
    }

    @Test func recentWorkWeighsMore() throws {
        var rate = WorkRate()
        for _ in 0..<100 { rate.record(tokens: 1000, seconds: 1) }
        for _ in 0..<30 { rate.record(tokens: 10, seconds: 1) }
        let now = try #require(rate.tokensPerSecond)
        #expect(now < 100)
        #expect(now >= 10)
    }
}
