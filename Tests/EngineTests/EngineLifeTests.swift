import Decoding
import Dispatch
import Synchronization
import TestSupport
import Testing
import Transformer

@testable import Engine

/// Admission, cancellation and the end.
@Suite struct EngineLifeTests {
    @Test func fullQueueRefusesTheWholeRequest() async throws {
        let fixture = try GenerationFixture("shared-swish")
        var limits = EngineLimits()
        limits.maxQueuedSequences = 3
        let engine = Engine(limits: limits)
        let job = EncodeJob(model: fixture.model, tokens: [1, 2, 3])
        let error = await #expect(throws: EngineError.self) { try await engine.encode([job, job, job, job]) }
        guard case .queueFull(let retryAfter) = error else {
            Issue.record("refused with \(String(describing: error))")
            return
        }
        #expect(retryAfter >= 1)
        #expect(engine.status.queuedSequences == 0)
        #expect(try await engine.encode([job, job, job]).count == 3)
        await engine.stop()
    }

    @Test func cancelledRequestEndsWithoutFinishing() async throws {
        let fixture = try GenerationFixture("shared-swish")
        let engine = Engine()
        let steps = Counter()
        let hasBegun = AsyncStream.makeStream(of: Void.self)
        var options = try fixture.options(fixture.cases()[0].arguments)
        options.numBeams = 1
        options.maxNewTokens = 60
        options.minNewTokens = 60
        // Looks at the tokens after every step, and holds the first one until the task has been cancelled.
        let gate = Gate()
        let stop: StopCondition = { _ in
            if steps.increment() == 1 {
                hasBegun.continuation.finish()
                gate.wait()
            }
            return false
        }
        let job = DecodeJob(model: fixture.model, tokens: fixture.inputs[3], task: .generate(options, stop: stop))
        let task = Task { try await engine.decode([job]) }
        for await _ in hasBegun.stream {}
        task.cancel()
        gate.open()
        await #expect(throws: EngineError.cancelled) { try await task.value }
        // Within one step of the cancellation.
        #expect(steps.value <= 2)
        await engine.stop()
    }

    @Test func requestCancelledBeforeItStartsIsDropped() async throws {
        let fixture = try GenerationFixture("shared-swish")
        let engine = Engine()
        let job = EncodeJob(model: fixture.model, tokens: [1, 2, 3])
        let task = Task {
            withUnsafeCurrentTask { $0?.cancel() }
            return try await engine.encode([job])
        }
        await #expect(throws: EngineError.cancelled) { try await task.value }
        await engine.stop()
    }

    @Test func stopFinishesWhatWasAcceptedAndRefusesTheRest() async throws {
        let fixture = try GenerationFixture("shared-swish")
        let engine = Engine()
        let jobs = try fixture.cases().prefix(10).map { try fixture.job($0, withMaps: false) }
        async let results = engine.decode(Array(jobs))
        while engine.status == EngineStatus() { await Task.yield() }
        await engine.stop()
        #expect(try await results.count == jobs.count)
        await #expect(throws: EngineError.stopped) {
            try await engine.encode([EncodeJob(model: fixture.model, tokens: [1])])
        }
    }

    @Test func jobsOutsideTheModelAreRefused() async throws {
        let fixture = try GenerationFixture("shared-swish")
        let engine = Engine()
        let limit = try #require(fixture.model.description.encoder.maxPositions)
        for tokens in [
            [], [Int32(fixture.model.description.encoder.vocabularySize)], [-1],
            [Int32](repeating: 1, count: limit + 1),
        ] {
            let error = await #expect(throws: EngineError.self) {
                try await engine.encode([EncodeJob(model: fixture.model, tokens: tokens)])
            }
            guard case .invalid = error else {
                Issue.record("\(tokens.count) tokens: \(String(describing: error))")
                continue
            }
        }
        await engine.stop()
    }
}

@Suite struct BatchPlannerTests {
    private func planner(tokens: Int = 100, sequences: Int = 4) -> BatchPlanner {
        var limits = EngineLimits()
        limits.maxBatchTokens = tokens
        limits.maxRunningSequences = sequences
        return BatchPlanner(limits: limits)
    }

    private func waiting(_ tokens: [Int], rows: Int = 1) -> [BatchPlanner.Candidate] {
        tokens.map { BatchPlanner.Candidate(tokens: $0, decoderRows: rows) }
    }

    @Test func admitsWithinTheTokenBudget() {
        #expect(planner().admissions(waiting: waiting([40, 40, 40]), runningSequences: 0, runningRows: 0) == 2)
        #expect(planner().admissions(waiting: [], runningSequences: 0, runningRows: 0) == 0)
    }

    @Test func admitsNoMoreSequencesThanMayRun() {
        #expect(planner().admissions(waiting: waiting([1, 1, 1]), runningSequences: 3, runningRows: 3) == 1)
        #expect(planner().admissions(waiting: waiting([1, 1, 1]), runningSequences: 4, runningRows: 4) == 0)
        #expect(planner().admissions(waiting: waiting([1, 1, 1], rows: 0), runningSequences: 4, runningRows: 4) == 3)
    }

    @Test func beamsCountAsRows() {
        #expect(
            planner(tokens: 10).admissions(waiting: waiting([1, 1], rows: 4), runningSequences: 1, runningRows: 4) == 1)
    }

    @Test func oversizedSequenceRunsAlone() {
        #expect(planner().admissions(waiting: waiting([500, 1]), runningSequences: 0, runningRows: 0) == 1)
        #expect(planner().admissions(waiting: waiting([500, 1]), runningSequences: 1, runningRows: 1) == 0)
    }
}

private final class Counter: Sendable {
    private let count = Mutex(0)
    func increment() -> Int {
        count.withLock {
            $0 += 1; return $0
        }
    }
    var value: Int { count.withLock { $0 } }
}

/// Holds a thread until it is opened.
private final class Gate: Sendable {
    private let semaphore = DispatchSemaphore(value: 0)
    func wait() { semaphore.wait() }
    func open() { semaphore.signal() }
}
