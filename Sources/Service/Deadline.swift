import Engine
import HTTP

extension ServiceContext {
    /// Work on the engine, given up when the request's deadline comes or its client goes.
    func run<Output: Sendable>(
        for request: Request, _ work: @escaping @Sendable () async throws(EngineError) -> Output
    ) async throws(ServiceError) -> Output {
        let seconds = configuration.requestDeadline
        let deadline = request.received + .seconds(seconds)
        let result = await withTaskGroup(of: Result<Output, ServiceError>?.self) { group in
            group.addTask {
                do throws(EngineError) {
                    return .success(try await work())
                } catch {
                    return .failure(ServiceError(error))
                }
            }
            group.addTask {
                do {
                    try await Task.sleep(until: deadline, clock: .continuous)
                    return .failure(.deadlineExceeded(seconds: seconds))
                } catch {
                    // The work was done first, or the client has gone: the other task says which.
                    return nil
                }
            }
            defer { group.cancelAll() }
            while let result = await group.next() {
                if let result { return result }
            }
            return .failure(.clientGone)
        }
        return try result.get()
    }
}

extension ServiceError {
    fileprivate init(_ error: EngineError) {
        switch error {
        case .queueFull(let retryAfter): self = .queueFull(retryAfter: retryAfter)
        case .cancelled: self = .clientGone
        case .stopped: self = .draining
        // Checked before the engine is asked.
        case .noDecoder: self = .internalDefect(message: "an encoder was asked to decode")
        case .invalid(let message): self = .internalDefect(message: message)
        case .noThread: self = .internalDefect(message: "the system gave the engine no thread")
        }
    }
}
