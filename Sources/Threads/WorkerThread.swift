private import Dispatch
private import Glibc
private import Synchronization

/// A thread of the operating system that runs one closure, for work that blocks or computes for long, which Swift's cooperative pool
/// must not be made to do.
package enum WorkerThread {
    private final class Body {
        let run: @Sendable () -> Void
        init(_ run: @escaping @Sendable () -> Void) { self.run = run }
    }

    /// - Returns: false when the system has no thread to give.
    package static func start(_ run: @escaping @Sendable () -> Void) -> Bool {
        var thread = pthread_t()
        let body = Unmanaged.passRetained(Body(run))
        let status = pthread_create(
            &thread, nil,
            { argument in
                if let argument { Unmanaged<Body>.fromOpaque(argument).takeRetainedValue().run() }
                return nil
            }, body.toOpaque())
        guard status == 0 else {
            body.release()
            return false
        }
        pthread_detach(thread)
        return true
    }

    /// Whether the system would give so many threads at once now: they are started, wait for each other, and end. For a start that
    /// says so, where libraries that start threads of their own end the process or hang.
    /// - start: gives a thread, as `start` does
    package static func areAvailable(
        _ count: Int, start: (@escaping @Sendable () -> Void) -> Bool = { start($0) }
    ) -> Bool {
        let mayEnd = DispatchSemaphore(value: 0)
        let ended = DispatchSemaphore(value: 0)
        var started = 0
        while started < count {
            let isStarted = start {
                mayEnd.wait()
                ended.signal()
            }
            guard isStarted else { break }
            started += 1
        }
        for _ in 0..<started { mayEnd.signal() }
        for _ in 0..<started { ended.wait() }
        return started == count
    }
}
