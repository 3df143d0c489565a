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

@Suite struct WorkQueueTests {
    private let model: Model

    init() throws { model = try GenerationFixture("marian/shared-swish").model }

    private func work(_ lengths: [Int]) -> [Work] {
        let ticket = Ticket(count: lengths.count)
        return lengths.enumerated().map { index, length in
            let job = EncodeJob(model: model, tokens: [Int32](repeating: 1, count: length))
            return Work(kind: .encode(job), ticket: ticket, index: index, submitted: .now)
        }
    }

    private func queue(sequences: Int = 100, tokens: Int = 100) -> WorkQueue {
        var limits = EngineLimits()
        limits.maxQueuedSequences = sequences
        limits.maxQueuedTokens = tokens
        return WorkQueue(limits: limits)
    }

    @Test func statusCountsRequestsSequencesAndTokens() throws {
        let queue = queue()
        try queue.submit(work([3, 4]))
        try queue.submit(work([5]))
        var expected = EngineStatus()
        expected.queuedRequests = 2
        expected.queuedSequences = 3
        expected.queuedTokens = 12
        #expect(queue.status == expected)
        _ = queue.take(BatchPlanner(limits: EngineLimits()), running: EngineLoad(), now: .now)
        #expect(queue.status == EngineStatus())
    }

    @Test func droppedWorkIsNoLongerCounted() throws {
        let queue = queue()
        let left = work([3, 4])
        try queue.submit(left)
        left[0].ticket.cancel()
        #expect(queue.take(BatchPlanner(limits: EngineLimits()), running: EngineLoad(), now: .now).dropped.count == 2)
        #expect(queue.status == EngineStatus())
    }

    @Test func tokensAreLimitedAndRefusalTellsHowLongTheyTake() throws {
        let queue = queue()
        // Half a token a second.
        queue.reportFinished(tokens: 1, seconds: 2)
        try queue.submit(work([60]))
        #expect(throws: EngineError.queueFull(retryAfter: 120)) { try queue.submit(work([20, 21])) }
        try queue.submit(work([20, 20]))
        #expect(throws: EngineError.queueFull(retryAfter: 200)) { try queue.submit(work([1])) }
    }

    @Test func requestLargerThanTheLimitIsTakenWhenNoneWaits() throws {
        let queue = queue(tokens: 5)
        try queue.submit(work([40]))
        #expect(throws: EngineError.queueFull(retryAfter: 1)) { try queue.submit(work([1])) }
    }
}
