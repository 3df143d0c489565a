private import Synchronization
private import Threads

/// Turns the C side's events into tasks, on a thread of its own, because waiting for an event blocks.
final class Dispatcher: Sendable {
    private let edge: Edge
    private let router: Router
    private let executors: RequestExecutors
    /// The tasks of unanswered requests.
    private let tasks = Mutex<[UInt64: Task<Void, Never>]>([:])

    init(edge: Edge, router: Router, executors: RequestExecutors) {
        self.edge = edge
        self.router = router
        self.executors = executors
    }

    /// The thread ends when the edge is stopped, and keeps the edge until then.
    /// - Returns: false when the system has no thread to give.
    func start() -> Bool { WorkerThread.start { [self] in run() } }

    private func run() {
        while true {
            switch edge.next() {
            case .request(let id, let methodName, let request): serve(request, id: id, methodName: methodName)
            case .cancelled(let id): tasks.withLock { $0[id] }?.cancel()
            case .closed:
                for task in tasks.withLock({ Array($0.values) }) { task.cancel() }
                return
            }
        }
    }

    private func serve(_ request: Request, id: UInt64, methodName: String) {
        let destination = router.destination(of: request, methodName: methodName)
        guard !destination.isImmediate else {
            // Runs here and now, so that it never waits for a thread, and cannot be cancelled.
            Task.immediate { [self] in
                edge.respond(to: id, with: await router.respond(to: request, methodName: methodName, at: destination))
            }
            return
        }
        // The lock is held while the task is made, so that it cannot end before it is in the table.
        tasks.withLock { tasks in
            tasks[id] = Task(executorPreference: executors.executor(of: request)) { [self] in
                await edge.complete(
                    id, with: await router.respond(to: request, methodName: methodName, at: destination))
                _ = self.tasks.withLock { $0.removeValue(forKey: id) }
            }
        }
    }
}
