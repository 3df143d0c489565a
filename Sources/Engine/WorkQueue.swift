import Dispatch
import Synchronization

/// The bounded queue between callers and the inference thread.
final class WorkQueue: Sendable {
    private struct State {
        var waiting: [Work] = []
        var isStopped = false
        var runningSequences = 0
        /// Moving average of the seconds between two finished sequences.
        var secondsPerSequence = 0.0
    }

    private let state = Mutex(State())
    private let wakeUps = DispatchSemaphore(value: 0)
    private let capacity: Int

    init(capacity: Int) { self.capacity = capacity }

    var status: EngineStatus {
        state.withLock { EngineStatus(queuedSequences: $0.waiting.count, runningSequences: $0.runningSequences) }
    }

    /// Takes all of the work or none of it.
    func submit(_ work: [Work]) throws(EngineError) {
        let refusal = state.withLock { state -> EngineError? in
            if state.isStopped { return .stopped }
            guard state.waiting.count + work.count <= capacity else {
                let seconds = Double(state.waiting.count) * state.secondsPerSequence
                return .queueFull(retryAfter: max(1, Int(min(seconds.rounded(.up), 600))))
            }
            state.waiting += work
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
    func take(_ planner: BatchPlanner, running: [Work], now: ContinuousClock.Instant) -> Taken {
        state.withLock { state in
            var taken = Taken()
            state.waiting.removeAll { work in
                guard let reason = work.ticket.reasonToDrop(at: now) else { return false }
                taken.dropped.append((work, reason))
                return true
            }
            let candidates = state.waiting.lazy.map {
                BatchPlanner.Candidate(
                    tokens: $0.tokens.count, decoderRows: $0.decoderRows, bytes: $0.workingBytes)
            }
            let count = planner.admissions(
                waiting: candidates, runningSequences: running.count,
                runningRows: running.reduce(0) { $0 + $1.decoderRows },
                runningBytes: running.reduce(0) { $0 + $1.workingBytes })
            taken.admitted = Array(state.waiting.prefix(count))
            state.waiting.removeFirst(count)
            return taken
        }
    }

    func report(runningSequences: Int) { state.withLock { $0.runningSequences = runningSequences } }

    /// - seconds: since the previous sequence finished, while the engine was busy
    func reportFinished(seconds: Double) {
        state.withLock { $0.secondsPerSequence = 0.9 * $0.secondsPerSequence + 0.1 * seconds }
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
