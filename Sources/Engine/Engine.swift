private import Synchronization
private import Threads

/// What the engine is doing, for health and metrics. Tokens are what the encoders' inputs cost.
package struct EngineStatus: Sendable, Equatable {
    /// Requests of which at least one sequence waits.
    package var queuedRequests = 0
    package var queuedSequences = 0
    package var queuedTokens = 0
    package var runningSequences = 0
    package var runningTokens = 0
    /// Since when the queue has been half full, by sequences or by cost, without having become three quarters empty; nil: it is not so.
    package var overloadedSince: ContinuousClock.Instant?

    package init() {}
}

/// Runs all served models on one inference thread with continuous batching.
package final class Engine: Sendable {
    private let queue: WorkQueue
    private let finished = Completion()
    private let isRunning: Bool
    private let limits: EngineLimits

    /// When the system has no thread to give, every job is refused with `noThread`.
    package init(limits: EngineLimits = EngineLimits(), metrics: EngineMetrics = EngineMetrics()) {
        let queue = WorkQueue(limits: limits)
        let finished = finished
        self.queue = queue
        self.limits = limits
        isRunning = WorkerThread.start {
            EngineWorker(queue: queue, limits: limits, metrics: metrics).run()
            finished.complete()
        }
        if !isRunning { finished.complete() }
    }

    deinit { queue.stop() }

    /// All jobs of a request are admitted together or refused together. Results in the jobs' order. Cancelling the calling task gives
    /// the work up within one step.
    /// - deadline: the instant after which the work is given up within one step, with `deadlineExceeded`; nil: never.
    package func encode(_ jobs: [EncodeJob], deadline: ContinuousClock.Instant? = nil) async throws(EngineError)
        -> [EncodeResult]
    {
        for job in jobs { try job.check() }
        return try await results(of: jobs, deadline: deadline, work: Work.init)
    }

    /// As `encode`.
    package func decode(_ jobs: [DecodeJob], deadline: ContinuousClock.Instant? = nil) async throws(EngineError)
        -> [DecodeResult]
    {
        for job in jobs { try job.check() }
        return try await results(of: jobs, deadline: deadline, work: Work.init)
    }

    /// As `decode`, but returns as soon as the work is accepted.
    package func accept(_ jobs: [DecodeJob], deadline: ContinuousClock.Instant? = nil) throws(EngineError)
        -> AcceptedDecoding
    {
        for job in jobs { try job.check() }
        let work = try pendingWork(jobs, deadline: deadline, work: Work.init)
        try work.submit()
        return AcceptedDecoding(work)
    }

    package var status: EngineStatus { queue.status }

    /// false: every job is refused with `noThread`.
    package var hasThread: Bool { isRunning }

    /// Refuses new work, finishes what was accepted, ends the thread.
    package func stop() async {
        queue.stop()
        await finished.wait()
    }

    private typealias MakingWork<Job, Value: Sendable> = (Job, Ticket<Value>, Int, ContinuousClock.Instant) -> Work

    private func results<Job, Value>(
        of jobs: [Job], deadline: ContinuousClock.Instant?, work: MakingWork<Job, Value>
    ) async throws(EngineError) -> [Value] {
        guard !jobs.isEmpty else { return [] }
        let work = try pendingWork(jobs, deadline: deadline, work: work)
        return try await work.results { () throws(EngineError) in try work.submit() }
    }

    private func pendingWork<Job, Value>(
        _ jobs: [Job], deadline: ContinuousClock.Instant?, work: MakingWork<Job, Value>
    ) throws(EngineError) -> PendingWork<Value> {
        guard isRunning else { throw .noThread }
        let ticket = Ticket<Value>(count: jobs.count, deadline: deadline)
        let now = ContinuousClock.now
        var work = jobs.enumerated().map { work($1, ticket, $0, now) }
        let cost = work.reduce(0) { $0 + $1.cost }
        for index in work.indices { work[index].requestCost = cost }
        if let largest = work.map(\.workingBytes).max(), largest > limits.maxWorkingBytes {
            throw .tooLarge(bytes: largest, limit: limits.maxWorkingBytes)
        }
        return PendingWork(work: work, ticket: ticket, queue: queue)
    }
}

/// An event that happens once and can be awaited by many.
private final class Completion: Sendable {
    private struct State {
        var isComplete = false
        var waiting: [CheckedContinuation<Void, Never>] = []
    }

    private let state = Mutex(State())

    func complete() {
        let waiting = state.withLock { state in
            state.isComplete = true
            defer { state.waiting = [] }
            return state.waiting
        }
        for continuation in waiting { continuation.resume() }
    }

    func wait() async {
        await withCheckedContinuation { continuation in
            let isComplete = state.withLock { state in
                if !state.isComplete { state.waiting.append(continuation) }
                return state.isComplete
            }
            if isComplete { continuation.resume() }
        }
    }
}
