import Glibc
import Synchronization
import TestSupport
import Testing
import Threads

@testable import HTTP

/// Counts on any thread.
private final class Counter: Sendable {
    private let count = Mutex(0)
    var value: Int { count.withLock { $0 } }
    func add(_ number: Int) { count.withLock { $0 += number } }
}

/// Requests run on threads of their own: those that compute for long hold up neither small ones nor Swift's pool.
@Suite struct RequestExecutorTests {
    /// More than the threads of the pool and of large requests together.
    private static let crowd = RequestExecutors.largeThreads + cores + 4

    /// A handler that never lets go of its thread until it is told to.
    private static func stubborn(entered: Event, release: Event) -> Route {
        Route(.post, "/large") { _ in
            entered.happen()
            _ = release.wait()
            return text("done")
        }
    }

    @Test func largeRequestsThatKeepTheirThreadsHoldUpNoSmallOne() async throws {
        let (entered, release) = (Event(), Event())
        let server = try serve(router(Self.stubborn(entered: entered, release: release), Route(.post, "/small", echo)))
        defer { server.stop() }
        let port = server.port
        let replies = try await onThread {
            let large = String(repeating: "a", count: RequestExecutors.mostSmallBytes + 1)
            let clients = try (0..<Self.crowd).map { _ in try Client(port: port) }
            for client in clients { client.post("/large", large) }
            guard entered.wait() else { throw ClientError.gaveUp(waitingFor: "a large request") }
            let small = try Client(port: port)
            small.post("/small", "b")
            let reply = try small.reply().body
            release.happen()
            return (reply, try clients.map { try $0.reply().body })
        }
        #expect(replies.0 == "POST /small b")
        #expect(replies.1 == Array(repeating: "done", count: Self.crowd))
    }

    @Test func bodiesOfUnknownSizeCountAsLarge() throws {
        let executors = try #require(RequestExecutors())
        let small = Request(method: .post, path: "/", body: [1])
        let compressed = Request(method: .post, path: "/", headers: ["Content-Encoding": "gzip"], body: [1])
        let large = Request(
            method: .post, path: "/", body: [UInt8](repeating: 0, count: RequestExecutors.mostSmallBytes + 1))
        #expect(executors.executor(of: small) !== executors.executor(of: large))
        #expect(executors.executor(of: compressed) === executors.executor(of: large))
    }

    @Test func manyTasksThatYieldAllEndAndSoDoTheThreads() async throws {
        let running = Counter()
        do {
            let executor = try #require(
                RequestExecutor(threads: 3) { run in
                    running.add(1)
                    return WorkerThread.start {
                        run()
                        running.add(-1)
                    }
                })
            let sum = await withTaskGroup(of: Int.self) { group in
                for number in 0..<2000 {
                    group.addTask(executorPreference: executor) {
                        for _ in 0..<5 { await Task.yield() }
                        return number
                    }
                }
                return await group.reduce(0, +)
            }
            #expect(sum == 1999 * 1000)
        }
        try await onThread { while running.value > 0 { usleep(1000) } }
        #expect(running.value == 0)
    }

    @Test func executorWithoutAllItsThreadsIsNone() async throws {
        let (started, ended) = (Counter(), Counter())
        let executor = RequestExecutor(threads: 4) { run in
            guard started.value < 2 else { return false }
            started.add(1)
            return WorkerThread.start {
                run()
                ended.add(1)
            }
        }
        #expect(executor == nil)
        try await onThread { while ended.value < 2 { usleep(1000) } }
        #expect(ended.value == 2)
    }

    @Test(arguments: [(limit: 5, wanted: 5, available: true), (limit: 4, wanted: 5, available: false)])
    func threadsAreCountedBeforeTheyAreNeeded(limit: Int, wanted: Int, available: Bool) {
        var given = 0
        let answer = WorkerThread.areAvailable(wanted) { run in
            guard given < limit else { return false }
            given += 1
            return WorkerThread.start(run)
        }
        #expect(answer == available)
    }
}
