import Decoding
import TestSupport
import Testing
import Transformer

@testable import Engine

/// Admission, cancellation and the end.
@Suite(.timeLimit(.minutes(2))) struct EngineLifeTests {
    @Test func fullQueueRefusesTheWholeRequest() async throws {
        let fixture = try GenerationFixture("marian/shared-swish")
        var limits = EngineLimits()
        limits.maxQueuedSequences = 3
        let engine = Engine(limits: limits)
        let job = EncodeJob(model: fixture.model, input: .tokens([1, 2, 3]))
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

    @Test func cancelledRequestEndsWithinOneStep() async throws {
        let fixture = try GenerationFixture("marian/shared-swish")
        let engine = Engine()
        let held = try HeldJob(fixture, newTokens: 60)
        let task = Task { try await engine.decode([held.job]) }
        await held.firstStep()
        task.cancel()
        held.letGo()
        await #expect(throws: EngineError.cancelled) { try await task.value }
        #expect(held.steps <= 2)
        await engine.stop()
    }

    @Test func requestCancelledBeforeItStartsIsDropped() async throws {
        let fixture = try GenerationFixture("marian/shared-swish")
        let engine = Engine()
        let job = EncodeJob(model: fixture.model, input: .tokens([1, 2, 3]))
        let task = Task {
            withUnsafeCurrentTask { $0?.cancel() }
            return try await engine.encode([job])
        }
        await #expect(throws: EngineError.cancelled) { try await task.value }
        await engine.stop()
    }

    @Test func requestPastItsDeadlineIsNotStarted() async throws {
        let fixture = try GenerationFixture("marian/shared-swish")
        let engine = Engine()
        let job = EncodeJob(model: fixture.model, input: .tokens([1, 2, 3]))
        await #expect(throws: EngineError.deadlineExceeded) { try await engine.encode([job], deadline: .now) }
        #expect(try await engine.encode([job], deadline: .now + .seconds(600)).count == 1)
        await engine.stop()
    }

    @Test func runningRequestEndsWithinOneStepOfItsDeadline() async throws {
        let fixture = try GenerationFixture("marian/shared-swish")
        let engine = Engine()
        let deadline = ContinuousClock.now + .milliseconds(300)
        let held = try HeldJob(fixture, newTokens: 60)
        let task = Task { try await engine.decode([held.job], deadline: deadline) }
        // On a busy machine the deadline may pass before the first step, which ends it the same way.
        try await Task.sleep(until: deadline, clock: .continuous)
        held.letGo()
        await #expect(throws: EngineError.deadlineExceeded) { try await task.value }
        #expect(held.steps <= 2)
        await engine.stop()
    }

    @Test func stopFinishesWhatWasAcceptedAndRefusesTheRest() async throws {
        let fixture = try GenerationFixture("marian/shared-swish")
        let engine = Engine()
        let held = try HeldJob(fixture, newTokens: 12)
        let accepted = Task { try await engine.decode([held.job]) }
        await held.firstStep()
        let stopped = Task { await engine.stop() }
        held.letGo()
        #expect(try await accepted.value.first?.sequences.first?.decoded.tokens.count == 12)
        await stopped.value
        let late = EncodeJob(model: fixture.model, input: .tokens([1]))
        await #expect(throws: EngineError.stopped) { try await engine.encode([late]) }
    }

    @Test func shortRequestOvertakesALongOne() async throws {
        let fixture = try GenerationFixture("marian/shared-swish")
        let engine = Engine()
        let held = try HeldJob(fixture, newTokens: 60, waitingAt: [1, 20])
        let long = Task { try await engine.decode([held.job]) }
        await held.firstStep()
        let short = Task { try await engine.encode([EncodeJob(model: fixture.model, input: .tokens([1, 2, 3]))]) }
        while engine.status.queuedSequences == 0 { try await Task.sleep(for: .milliseconds(1)) }
        held.letGo()
        // The long one waits at its twentieth step until this is done.
        #expect(try await short.value.count == 1)
        #expect(held.steps <= 20)
        held.letGo()
        #expect(try await long.value.first?.sequences.first?.decoded.tokens.count == 60)
        await engine.stop()
    }

    @Test func jobThatNeedsTooMuchMemoryIsRefused() async throws {
        let fixture = try GenerationFixture("marian/shared-swish")
        var limits = EngineLimits()
        limits.maxWorkingBytes = 60_000
        let engine = Engine(limits: limits)
        let fitting = EncodeJob(model: fixture.model, input: .tokens([1, 2, 3]))
        #expect(try await engine.encode([fitting]).count == 1)
        let long = EncodeJob(model: fixture.model, input: .tokens([Int32](repeating: 1, count: 60)))
        let error = await #expect(throws: EngineError.self) { try await engine.encode([fitting, long]) }
        guard case .tooLarge(let bytes, 60_000) = error else {
            Issue.record("refused with \(String(describing: error))")
            return
        }
        #expect(bytes > 60_000)
        await engine.stop()
    }

    @Test func jobsOutsideTheModelAreRefused() async throws {
        let fixture = try GenerationFixture("marian/shared-swish")
        let engine = Engine()
        let limit = try #require(fixture.model.description.encoder.maxPositions)
        for tokens in [
            [], [Int32(fixture.model.description.encoder.vocabularySize)], [-1],
            [Int32](repeating: 1, count: limit + 1),
        ] {
            let error = await #expect(throws: EngineError.self) {
                try await engine.encode([EncodeJob(model: fixture.model, input: .tokens(tokens))])
            }
            guard case .invalid = error else {
                Issue.record("\(tokens.count) tokens: \(String(describing: error))")
                continue
            }
        }
        await engine.stop()
    }
}
