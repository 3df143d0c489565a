import Dispatch
import Synchronization

/// Runs asynchronous work to its end on other threads while this one, the main thread, waits.
func blocking<Output: Sendable>(_ work: @escaping @Sendable () async throws -> Output) throws -> Output {
    let outcome = Outcome<Output>()
    Task.detached {
        do {
            outcome.set(.success(try await work()))
        } catch {
            outcome.set(.failure(error))
        }
    }
    return try outcome.wait().get()
}

/// A result that one thread waits for and another one gives.
private final class Outcome<Output: Sendable>: Sendable {
    private let result = Mutex<Result<Output, any Error>?>(nil)
    private let isSet = DispatchSemaphore(value: 0)

    func set(_ value: Result<Output, any Error>) {
        result.withLock { $0 = value }
        isSet.signal()
    }

    func wait() -> Result<Output, any Error> {
        while true {
            isSet.wait()
            if let value = result.withLock({ $0 }) { return value }
        }
    }
}
