private import Synchronization

/// A request, as those see it who hold its work.
protocol RequestTicket: AnyObject, Sendable {
    /// Why whoever holds this ticket's work should not go on with it; nil: go on.
    func reasonToDrop(at now: ContinuousClock.Instant) -> EngineError?
    /// Gives up the whole request; later results are dropped.
    func fail(_ error: EngineError)
}

/// A request's results, collected as its sequences finish. Its outcome, the first there is, goes to the one caller who waits for it.
final class Ticket<Value: Sendable>: RequestTicket {
    typealias Outcome = Result<[Value], EngineError>

    private struct State {
        var results: [Value?]
        var missing: Int
        var outcome: Outcome?
        var continuation: CheckedContinuation<Outcome, Never>?
        var isCancelled = false
    }

    private let state: Mutex<State>
    /// The engine looks at it between steps: a timer for each request would outlive the request by far.
    private let deadline: ContinuousClock.Instant?

    init(count: Int, deadline: ContinuousClock.Instant? = nil) {
        state = Mutex(State(results: Array(repeating: nil, count: count), missing: count))
        self.deadline = deadline
    }

    func reasonToDrop(at now: ContinuousClock.Instant) -> EngineError? {
        let (isCancelled, outcome) = state.withLock { ($0.isCancelled, $0.outcome) }
        if isCancelled { return .cancelled }
        // One sequence has failed, and so the others are of no use.
        if case .failure(let error) = outcome { return error }
        if let deadline, now > deadline { return .deadlineExceeded }
        return nil
    }

    /// The client has gone: whoever holds this ticket's work drops it at the next step.
    /// - Returns: whether there is work to drop.
    @discardableResult
    func cancel() -> Bool {
        state.withLock { state in
            state.isCancelled = true
            return state.outcome == nil
        }
    }

    /// Resumes the continuation with the outcome once there is one.
    func wait(on continuation: CheckedContinuation<Outcome, Never>) {
        let outcome = state.withLock { state in
            if state.outcome == nil { state.continuation = continuation }
            return state.outcome
        }
        if let outcome { continuation.resume(returning: outcome) }
    }

    func finish(_ index: Int, _ result: Value) {
        settle { state in
            if state.results[index] == nil { state.missing -= 1 }
            state.results[index] = result
            return state.missing == 0 ? .success(state.results.compactMap { $0 }) : nil
        }
    }

    func fail(_ error: EngineError) { settle { _ in .failure(error) } }

    private func settle(_ outcome: (inout State) -> Outcome?) {
        let ready = state.withLock { state -> (CheckedContinuation<Outcome, Never>, Outcome)? in
            guard state.outcome == nil, let outcome = outcome(&state) else { return nil }
            state.outcome = outcome
            defer { state.continuation = nil }
            return state.continuation.map { ($0, outcome) }
        }
        if let ready { ready.0.resume(returning: ready.1) }
    }
}
