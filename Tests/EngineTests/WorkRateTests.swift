import Decoding
import Testing
import Transformer

@testable import Engine

@Suite struct WorkRateTests {
    @Test func waitIsCostOverCostPerSecond() {
        var rate = WorkRate()
        rate.record(cost: 500, seconds: 1)
        #expect(rate.costPerSecond == 500)
        #expect(rate.secondsUntilDone(cost: 5000) == 10)
        #expect(rate.secondsUntilDone(cost: 5001) == 11)
    }

    @Test func waitIsFromOneSecondToTenMinutes() {
        var rate = WorkRate()
        #expect(rate.secondsUntilDone(cost: 1_000_000) == 1)
        rate.record(cost: 1, seconds: 10)
        #expect(rate.secondsUntilDone(cost: 0) == 1)
        #expect(rate.secondsUntilDone(cost: .max) == 600)
    }

    @Test func sequencesThatFinishTogetherCountTogether() {
        var rate = WorkRate()
        rate.record(cost: 10, seconds: 2)
        for _ in 0..<9 { rate.record(cost: 10, seconds: 0) }
        #expect(rate.costPerSecond == 50)
    }

    @Test func recentWorkWeighsMore() throws {
        var rate = WorkRate()
        for _ in 0..<100 { rate.record(cost: 1000, seconds: 1) }
        for _ in 0..<30 { rate.record(cost: 10, seconds: 1) }
        let now = try #require(rate.costPerSecond)
        #expect(now < 100)
        #expect(now >= 10)
    }
}
