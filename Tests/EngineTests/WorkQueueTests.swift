import Decoding
import Testing
import Transformer

@testable import Engine

@Suite struct WorkQueueTests {
    private let model: Model

    init() throws { model = try GenerationFixture("marian/shared-swish").model }

    private func work(_ lengths: [Int], of ticket: Ticket<EncodeResult>? = nil) -> [Work] {
        let ticket = ticket ?? Ticket(count: lengths.count)
        return lengths.enumerated().map { index, length in
            let job = EncodeJob(model: model, input: .tokens([Int32](repeating: 1, count: length)))
            return Work(job, ticket: ticket, index: index, submitted: .now)
        }
    }

    private func queue(sequences: Int = 100, cost: Int = 100) -> WorkQueue {
        var limits = EngineLimits()
        limits.maxQueuedSequences = sequences
        limits.maxQueuedTokens = cost
        return WorkQueue(limits: limits)
    }

    @Test func statusCountsRequestsSequencesAndCost() throws {
        let queue = queue()
        try queue.submit(work([3, 4]))
        try queue.submit(work([5]))
        var expected = EngineStatus()
        expected.queuedRequests = 2
        expected.queuedSequences = 3
        expected.queuedTokens = 12
        #expect(queue.status == expected)
        _ = queue.take(BatchPlanner(limits: EngineLimits()), running: [], now: .now)
        #expect(queue.status == EngineStatus())
    }

    @Test func droppedWorkIsNoLongerCounted() throws {
        let queue = queue()
        let ticket = Ticket<EncodeResult>(count: 2)
        try queue.submit(work([3, 4], of: ticket))
        ticket.cancel()
        #expect(queue.take(BatchPlanner(limits: EngineLimits()), running: [], now: .now).dropped.count == 2)
        #expect(queue.status == EngineStatus())
    }

    @Test func costIsLimitedAndRefusalTellsHowLongItTakes() throws {
        let queue = queue()
        // Half a token's worth a second.
        queue.reportFinished(cost: 1, seconds: 2)
        try queue.submit(work([60]))
        #expect(throws: EngineError.queueFull(retryAfter: 120)) { try queue.submit(work([20, 21])) }
        try queue.submit(work([20, 20]))
        #expect(throws: EngineError.queueFull(retryAfter: 200)) { try queue.submit(work([1])) }
    }

    @Test func requestLargerThanTheLimitIsTakenWhenNoneWaits() throws {
        let queue = queue(cost: 5)
        try queue.submit(work([40]))
        #expect(throws: EngineError.queueFull(retryAfter: 1)) { try queue.submit(work([1])) }
    }

    /// It begins at half of either limit and ends below a quarter of both.
    @Test func overloadHasTwoLevels() throws {
        let queue = queue(sequences: 8, cost: 100)
        let planner = BatchPlanner(limits: EngineLimits())
        try queue.submit(work([40]))
        #expect(queue.status.overloadedSince == nil)
        try queue.submit(work([10]))
        let since = try #require(queue.status.overloadedSince)
        try queue.submit(work([1]))
        #expect(queue.status.overloadedSince == since)
        _ = queue.take(planner, running: [], now: .now)
        #expect(queue.status.overloadedSince == nil)
        try queue.submit(work([1, 1, 1, 1]))
        #expect(queue.status.overloadedSince != nil)
    }
}
