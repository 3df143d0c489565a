private import DequeModule
private import Dispatch
private import Synchronization
private import Threads

/// Where tasks of requests run: threads of its own, so that a handler that computes for long, as the cutting of a long text does,
/// holds up nobody but others on the same executor. Swift's cooperative pool stays free for what only waits.
///
/// The threads end when the last owner lets go: a task is one, until it has ended.
final class RequestExecutor: TaskExecutor {
    private let queue = JobQueue()

    /// - start: gives a thread, as `WorkerThread.start` does
    /// - Returns: nil when not all threads can be had.
    init?(threads: Int, start: (@escaping @Sendable () -> Void) -> Bool = { WorkerThread.start($0) }) {
        for _ in 0..<threads {
            guard start({ [queue] in queue.run() }) else { return nil }
        }
    }

    deinit { queue.close() }

    func enqueue(_ job: consuming ExecutorJob) {
        queue.append(UnownedJob(job), of: asUnownedTaskExecutor())
    }
}

/// What an executor's threads share. They hold it, not the executor.
private final class JobQueue: Sendable {
    private struct State {
        var jobs: Deque<(job: UnownedJob, executor: UnownedTaskExecutor)> = []
        /// Threads that wait for a signal that nobody has sent yet.
        var sleeping = 0
        var isClosed = false
    }

    private let state = Mutex(State())
    private let arrivals = DispatchSemaphore(value: 0)

    func append(_ job: UnownedJob, of executor: UnownedTaskExecutor) {
        let mustWake = state.withLock { state in
            state.jobs.append((job, executor))
            guard state.sleeping > 0 else { return false }
            state.sleeping -= 1
            return true
        }
        if mustWake { arrivals.signal() }
    }

    /// Lets the threads end. Nothing may be appended afterwards.
    func close() {
        let sleeping = state.withLock { state in
            state.isClosed = true
            defer { state.sleeping = 0 }
            return state.sleeping
        }
        for _ in 0..<sleeping { arrivals.signal() }
    }

    func run() {
        while true {
            let (next, isClosed) = state.withLock { state in
                let next = state.jobs.popFirst()
                if next == nil, !state.isClosed { state.sleeping += 1 }
                return (next, state.isClosed)
            }
            if let next {
                next.job.runSynchronously(on: next.executor)
            } else if isClosed {
                return
            } else {
                arrivals.wait()
            }
        }
    }
}

/// The executors of a server. Large bodies have threads apart, since what is large takes long: small requests never wait for one.
struct RequestExecutors {
    /// Of more, or of unknown size because they are compressed, are large.
    static let mostSmallBytes = 16 << 10
    static let largeThreads = 2
    /// Two for each core, so that a few that compute leave threads for those that come.
    static var smallThreads: Int { min(max(4, 2 * cores), 64) }
    static var threads: Int { smallThreads + largeThreads }

    private let small: RequestExecutor
    private let large: RequestExecutor

    /// - start: gives a thread, as `WorkerThread.start` does
    /// - Returns: nil when not all threads can be had.
    init?(start: (@escaping @Sendable () -> Void) -> Bool = { WorkerThread.start($0) }) {
        guard let small = RequestExecutor(threads: Self.smallThreads, start: start),
            let large = RequestExecutor(threads: Self.largeThreads, start: start)
        else { return nil }
        self.small = small
        self.large = large
    }

    func executor(of request: Request) -> RequestExecutor {
        let isSmall = request.body.count <= Self.mostSmallBytes && request.header("content-encoding") == nil
        return isSmall ? small : large
    }
}

extension Server {
    /// That work on requests, beside the engine's.
    package static var requestThreads: Int { RequestExecutors.threads }
}
