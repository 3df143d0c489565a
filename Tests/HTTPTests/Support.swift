import Dispatch
import Foundation
import HTTP
import JSON
import Synchronization

/// Runs a blocking function on a thread of its own: the tests' clients must not occupy the pool that the server's handlers run on.
func onThread<Value: Sendable>(_ body: @escaping @Sendable () throws -> Value) async throws -> Value {
    try await withCheckedThrowingContinuation { continuation in
        Thread.detachNewThread { continuation.resume(with: Result(catching: body)) }
    }
}

/// Something that happens once: handlers await it, clients' threads wait for it.
final class Event: Sendable {
    private struct State {
        var remaining: Int
        var waiters: [CheckedContinuation<Void, Never>] = []
    }

    private let state: Mutex<State>
    private let semaphore = DispatchSemaphore(value: 0)

    /// - count: how often `happen` must be called for it to happen.
    init(after count: Int = 1) { state = Mutex(State(remaining: count)) }

    func happen() {
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

    func happened() async {
        await withCheckedContinuation { continuation in
            let isOver = state.withLock { state in
                if state.remaining > 0 { state.waiters.append(continuation) }
                return state.remaining <= 0
            }
            if isOver { continuation.resume() }
        }
    }

    /// Blocks; false when it did not happen in time.
    func wait(seconds: Double = 300) -> Bool {
        guard semaphore.wait(timeout: .now() + seconds) == .success else { return false }
        semaphore.signal()
        return true
    }
}

func text(_ text: String, status: Int = 200, headers: [(name: String, value: String)] = []) -> Response {
    var body = OutputBuffer()
    body.append(text)
    return Response(status: status, headers: headers, body: body)
}

/// A router whose refusals say what they refuse.
func router(_ routes: Route...) -> Router {
    Router(routes: routes) { failure in
        switch failure {
        case .notFound(let path): text("no \(path)", status: 404)
        case .methodNotAllowed(let method, _): text("no \(method)", status: 405)
        case .malformedPath(let path): text("malformed \(path)", status: 400)
        }
    }
}

/// Replies with the method, the path and the body of what it got.
let echo: Handler = { request in
    text("\(request.method.rawValue) \(request.path) \(String(decoding: request.body, as: UTF8.self))")
}

/// A server on a free port of this machine.
func serve(_ router: Router, configure: (inout ServerConfiguration) -> Void = { _ in }) throws -> Server {
    var configuration = ServerConfiguration()
    configuration.port = 0
    configure(&configuration)
    return try Server(configuration: configuration, router: router)
}
