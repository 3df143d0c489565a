import Engine
import HTTP

/// Until when a request is worked on, for work that is done outside the engine: its parts look between each other.
struct Deadline {
    let instant: ContinuousClock.Instant
    /// From the request's arrival.
    let seconds: Double

    /// Throws when the time is over or the client has gone. To be called on the request's task.
    func check() throws(ServiceError) {
        guard !Task.isCancelled else { throw .clientGone }
        guard ContinuousClock.now <= instant else { throw .deadlineExceeded(seconds: seconds) }
    }
}

extension ServiceContext {
    func deadline(of request: Request) -> Deadline {
        let seconds = configuration.requestDeadline
        return Deadline(instant: request.received + .seconds(seconds), seconds: seconds)
    }

    /// Work on the engine, given up when the request's deadline comes or its client goes.
    /// - work: passes the instant on to the engine as its deadline.
    func run<Output: Sendable>(
        for request: Request, _ work: (ContinuousClock.Instant) async throws(EngineError) -> Output
    ) async throws(ServiceError) -> Output {
        let deadline = deadline(of: request)
        do throws(EngineError) {
            return try await work(deadline.instant)
        } catch {
            switch error {
            case .queueFull(let retryAfter): throw .queueFull(retryAfter: retryAfter)
            case .tooLarge(let bytes, let limit): throw .workTooLarge(bytes: bytes, limit: limit)
            case .cancelled: throw .clientGone
            case .deadlineExceeded: throw .deadlineExceeded(seconds: deadline.seconds)
            case .stopped: throw .draining
            case .noPossibleToken(let failure, let job): throw .noPossibleToken(failure, output: job)
            // Checked before the engine is asked.
            case .noDecoder: throw .internalDefect(message: "an encoder was asked to decode")
            case .invalid(let message): throw .internalDefect(message: message)
            case .noThread: throw .internalDefect(message: "the system gave the engine no thread")
            }
        }
    }
}
