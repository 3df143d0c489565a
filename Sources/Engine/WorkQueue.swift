import Dispatch
import Synchronization

/// The bounded queue between callers and the inference thread.
final class WorkQueue: Sendable {
    private struct State {
        var waiting: [Work] = []
        /// Of all that waits.
        var waitingTokens = 0
        var isStopped = false
        var runningSequences = 0
        var runningTokens = 0
        var rate = WorkRate()
    }

    private let state = Mutex(State())
    private let wakeUps = DispatchSemaphore(value: 0)
    private let limits: EngineLimits

    init(limits: EngineLimits) { self.limits = limits }

    var status: EngineStatus {
        state.withLock { state in
            var status = EngineStatus()
            status.queuedSequences = state.waiting.count
            status.queuedTokens = state.waitingTokens
            status.runningSequences = state.runningSequences
            status.runningTokens = state.runningTokens
            // The sequences of a request wait side by side.
            var ticket: Ticket?
            for work in state.waiting where work.ticket !== ticket {
                ticket = work.ticket
                status.queuedRequests += 1
            }
            return status
        }
    }

    /// Takes all of the work or none of it.
    func submit(_ work: [Work]) throws(EngineError) {
        let tokens = work.reduce(0) { $0 + $1.tokens.count }
        let refusal = state.withLock { state -> EngineError? in
            if state.isStopped { return .stopped }
            let fits =
                state.waiting.count + work.count <= limits.maxQueuedSequences
                && (state.waiting.isEmpty || state.waitingTokens + tokens <= limits.maxQueuedTokens)
            guard fits else {
                return .queueFull(retryAfter: state.rate.secondsUntilDone(tokens: state.waitingTokens))
            }
            state.waiting += work
            state.waitingTokens += tokens
            return nil
        }
        if let refusal { throw refusal }
        wake()
    }

    struct Taken {
        var admitted: [Work] = []
        /// What is to be given up, and why.
        var dropped: [(work: Work, reason: EngineError)] = []
    }

    /// Takes what the planner admits, and everything whose client has gone or whose deadline has passed.
    func take(_ planner: BatchPlanner, running: EngineLoad, now: ContinuousClock.Instant) -> Taken {
        state.withLock { state in
            var taken = Taken()
            state.waiting.removeAll { work in
                guard let reason = work.ticket.reasonToDrop(at: now) else { return false }
                taken.dropped.append((work, reason))
                state.waitingTokens -= work.tokens.count
                return true
            }
            let candidates = state.waiting.lazy.map {
                BatchPlanner.Candidate(
                    tokens: $0.tokens.count, decoderRows: $0.decoderRows, bytes: $0.workingBytes)
            }
            let count = planner.admissions(
                waiting: candidates, runningSequences: running.sequences, runningRows: running.rows,
                runningBytes: running.bytes)
            taken.admitted = Array(state.waiting.prefix(count))
            state.waiting.removeFirst(count)
            state.waitingTokens -= taken.admitted.reduce(0) { $0 + $1.tokens.count }
            return taken
        }
    }

    func report(runningSequences: Int, runningTokens: Int) {
        state.withLock { state in
            state.runningSequences = runningSequences
            state.runningTokens = runningTokens
        }
    }

    /// - seconds: that the engine was busy since the last sequence finished.
    func reportFinished(tokens: Int, seconds: Double) {
        state.withLock { $0.rate.record(tokens: tokens, seconds: seconds) }
    }

    /// No new work from here on; what was accepted still runs.
    func stop() {
        state.withLock { $0.isStopped = true }
        wake()
    }

    /// Whether nothing waits and nothing will come.
    var isExhausted: Bool { state.withLock { $0.isStopped && $0.waiting.isEmpty } }

    func wake() { wakeUps.signal() }
    /// Blocks until somebody calls `wake`.
    func sleep() { wakeUps.wait() }
}
