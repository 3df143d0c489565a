import Decoding
import Synchronization
import Tensors
import TestSupport
import Testing
import Transformer

@testable import Engine

/// Wherever the work of a client that leaves is, it costs one more step at most.
@Suite(.timeLimit(.minutes(2))) struct CancellationTests {
    private let fixture: GenerationFixture

    init() throws { fixture = try GenerationFixture("marian/shared-swish") }

    /// One sequence at a time, so that a second one has to wait.
    private func narrowEngine() -> Engine {
        var limits = EngineLimits()
        limits.maxRunningSequences = 1
        return Engine(limits: limits)
    }

    @Test func waitingWorkIsNeverStarted() async throws {
        let engine = narrowEngine()
        let running = try HeldJob(fixture, newTokens: 3)
        let first = Task { try await engine.decode([running.job]) }
        await running.firstStep()
        let waiting = try HeldJob(fixture, newTokens: 60, waitingAt: [])
        let second = Task { try await engine.decode([waiting.job, waiting.job]) }
        while engine.status.queuedSequences == 0 { try await Task.sleep(for: .milliseconds(1)) }
        second.cancel()
        running.letGo()
        await #expect(throws: EngineError.cancelled) { try await second.value }
        #expect(try await first.value.count == 1)
        await engine.stop()
        #expect(waiting.steps == 0)
    }

    @Test func acceptedWorkThatIsLetGoOfIsNeverStarted() async throws {
        let engine = narrowEngine()
        let running = try HeldJob(fixture, newTokens: 3)
        let first = Task { try await engine.decode([running.job]) }
        await running.firstStep()
        let waiting = try HeldJob(fixture, newTokens: 60, waitingAt: [])
        do { _ = try engine.accept([waiting.job]) }
        running.letGo()
        #expect(try await first.value.count == 1)
        await engine.stop()
        #expect(waiting.steps == 0)
    }

    @Test func encoderStopsBeforeTheNextLayer() {
        struct Abandoned: Error {}
        var layers = 0
        #expect(throws: Abandoned.self) {
            _ = try fixture.model.encoder.encode([.tokens(fixture.inputs[0])], selections: [nil]) {
                () throws(Abandoned) in
                if layers == 2 { throw Abandoned() }
                layers += 1
            }
        }
        #expect(layers == 2)
        #expect(fixture.model.description.encoder.layers > 2)
    }

    @Test func beamSearchEndsWithinOneStep() async throws {
        let engine = Engine()
        let full = try HeldJob(fixture, newTokens: 1, waitingAt: [], beams: 4)
        _ = try await engine.decode([full.job])
        let held = try HeldJob(fixture, newTokens: 60, beams: 4)
        let task = Task { try await engine.decode([held.job]) }
        await held.firstStep()
        task.cancel()
        held.letGo()
        await #expect(throws: EngineError.cancelled) { try await task.value }
        await engine.stop()
        #expect(held.steps <= 2 * full.steps)
    }

    @Test func streamEndsWithinOneStep() async throws {
        let engine = Engine()
        let count = Mutex(0)
        let held = try HeldJob(fixture, newTokens: 60) { _, growth in
            count.withLock { $0 += growth.tokens.count }
        }
        let task = Task { try await engine.decode([held.job]) }
        await held.firstStep()
        task.cancel()
        held.letGo()
        await #expect(throws: EngineError.cancelled) { try await task.value }
        await engine.stop()
        #expect(count.withLock { $0 } <= 2)
    }

    @Test func otherSequencesOfAFailedRequestAreDropped() async throws {
        let ticket = Ticket<EncodeResult>(count: 2)
        ticket.fail(.deadlineExceeded)
        #expect(ticket.reasonToDrop(at: .now) == .deadlineExceeded)
        ticket.finish(
            0, EncodeResult(hiddenStates: Tensor(zeros: Shape(1, 1)), attention: nil, times: StageTimes()))
        let outcome = await withCheckedContinuation { ticket.wait(on: $0) }
        #expect(throws: EngineError.deadlineExceeded) { try outcome.get() }
    }
}
