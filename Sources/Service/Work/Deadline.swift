import Engine
import HTTP

extension ServiceContext {
    /// Work on the engine, given up when the request's deadline comes or its client goes.
    /// - work: passes the instant on to the engine as its deadline.
    func run<Output: Sendable>(
        for request: Request, _ work: (ContinuousClock.Instant) async throws(EngineError) -> Output
    ) async throws(ServiceError) -> Output {
        let seconds = configuration.requestDeadline
        do throws(EngineError) {
            return try await work(request.received + .seconds(seconds))
        } catch {
            switch error {
            case .queueFull(let retryAfter): throw .queueFull(retryAfter: retryAfter)
            case .tooLarge(let bytes, let limit): throw .workTooLarge(bytes: bytes, limit: limit)
            case .cancelled: throw .clientGone
            case .deadlineExceeded: throw .deadlineExceeded(seconds: seconds)
            case .stopped: throw .draining
            // Checked before the engine is asked.
            case .noDecoder: throw .internalDefect(message: "an encoder was asked to decode")
            case .invalid(let message): throw .internalDefect(message: message)
            case .noThread: throw .internalDefect(message: "the system gave the engine no thread")
            }
        }
    }
}
