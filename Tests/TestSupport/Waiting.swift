private import Dispatch
private import Foundation
private import Synchronization

/// Runs a blocking function on a thread of its own: the tests' clients must not occupy the pool that the server's handlers run on.
package func onThread<Value: Sendable>(_ body: @escaping @Sendable () throws -> Value) async throws -> Value {
    try await withCheckedThrowingContinuation { continuation in
        Thread.detachNewThread { continuation.resume(with: Result(catching: body)) }
    }
}

/// Something that happens once: handlers await it, clients' threads wait for it.
package final class Event: Sendable {
    private struct State {
        var remaining: Int
        var waiters: [CheckedContinuation<Void, Never>] = []
    }

    private let state: Mutex<State>
    private let semaphore = DispatchSemaphore(value: 0)

    /// - count: how often `happen` must be called for it to happen.
    package init(after count: Int = 1) { state = Mutex(State(remaining: count)) }

    package func happen() {
        let waiters: [CheckedContinuation<Void, Never>]? = state.withLock { state in
            state.remaining -= 1
            guard state.remaining == 0 else { return nil }
            defer { state.waiters = [] }
            return state.waiters
        }
        guard let waiters else { return }
        for waiter in waiters { waiter.resume() }
        semaphore.signal()
    }

    package func happened() async {
        await withCheckedContinuation { continuation in
            let isOver = state.withLock { state in
                if state.remaining > 0 { state.waiters.append(continuation) }
                return state.remaining <= 0
            }
            if isOver { continuation.resume() }
        }
    }

    /// Blocks; false when it did not happen in time.
    package func wait(seconds: Double = 300) -> Bool {
        guard semaphore.wait(timeout: .now() + seconds) == .success else { return false }
        semaphore.signal()
        return true
    }
}
