import Dispatch
import Synchronization

/// The bounded queue between callers and the inference thread.
final class WorkQueue: Sendable {
    private struct State {
        var waiting: [Work] = []
        /// Of all that waits.
        var waitingCost = 0
        var isStopped = false
        var overloadedSince: ContinuousClock.Instant?
        var runningSequences = 0
        var runningTokens = 0
        var rate = WorkRate()
    }

    private let state = Mutex(State())
    private let wakeUps = DispatchSemaphore(value: 0)
    private let limits: EngineLimits

    init(limits: EngineLimits) { self.limits = limits }

    var status: EngineStatus {
        state.withLock { state in
            var status = EngineStatus()
            status.queuedSequences = state.waiting.count
            status.queuedTokens = state.waitingCost
            status.runningSequences = state.runningSequences
            status.runningTokens = state.runningTokens
            status.overloadedSince = state.overloadedSince
            // The sequences of a request wait side by side.
            var ticket: (any RequestTicket)?
            for work in state.waiting where work.ticket !== ticket {
                ticket = work.ticket
                status.queuedRequests += 1
            }
            return status
        }
    }

    /// Takes all of the work or none of it.
    func submit(_ work: [Work]) throws(EngineError) {
        let cost = work.reduce(0) { $0 + $1.encodingCost }
        let refusal = state.withLock { state -> EngineError? in
            if state.isStopped { return .stopped }
            let fits =
                state.waiting.count + work.count <= limits.maxQueuedSequences
                && (state.waiting.isEmpty || state.waitingCost + cost <= limits.maxQueuedTokens)
            guard fits else {
                return .queueFull(retryAfter: state.rate.secondsUntilDone(cost: state.waitingCost))
            }
            state.waiting += work
            state.waitingCost += cost
            noteOverload(&state)
            return nil
        }
        if let refusal { throw refusal }
        wake()
    }

    /// Two levels, so that it does not come and go with every request.
    private func noteOverload(_ state: inout State, at now: ContinuousClock.Instant = .now) {
        func isFilled(_ part: Double) -> Bool {
            Double(state.waiting.count) >= part * Double(limits.maxQueuedSequences)
                || Double(state.waitingCost) >= part * Double(limits.maxQueuedTokens)
        }
        if state.overloadedSince == nil {
            if !state.waiting.isEmpty, isFilled(0.5) { state.overloadedSince = now }
        } else if state.waiting.isEmpty || !isFilled(0.25) {
            state.overloadedSince = nil
        }
    }

    struct Taken {
        var admitted: [Work] = []
        /// What is to be given up, and why.
        var dropped: [(work: Work, reason: EngineError)] = []
        /// Who takes part in the next step.
        var turn = Turn.all
    }

    /// Takes what the planner admits, and everything whose client has gone or whose deadline has passed.
    /// - mayBeOfSmall: whether the next step may be for small requests alone
    func take(
        _ planner: BatchPlanner, running: some Collection<Work>, mayBeOfSmall: Bool = false,
        now: ContinuousClock.Instant
    ) -> Taken {
        state.withLock { state in
            defer { noteOverload(&state, at: now) }
            var taken = Taken()
            state.waiting.removeAll { work in
                guard let reason = work.ticket.reasonToDrop(at: now) else { return false }
                taken.dropped.append((work, reason))
                state.waitingCost -= work.encodingCost
                return true
            }
            let somebodyWaitsLong = state.waiting.contains { $0.passedOver >= BatchPlanner.patience }
            if mayBeOfSmall, !somebodyWaitsLong, let turn = Turn(ofSmall: state.waiting, running: running) {
                taken.turn = turn
                admit(turn, planner, running, from: &state, into: &taken)
                if !taken.admitted.isEmpty || running.contains(where: turn.includes) { return taken }
                taken.turn = .all
            }
            admit(.all, planner, running, from: &state, into: &taken)
            return taken
        }
    }

    private func admit(
        _ turn: Turn, _ planner: BatchPlanner, _ running: some Collection<Work>, from state: inout State,
        into taken: inout Taken
    ) {
        guard !state.waiting.isEmpty else { return }
        var load = EngineLoad()
        var held: [ObjectIdentifier: EngineLoad] = [:]
        for work in running {
            let candidate = work.candidate(of: 0)
            load.add(candidate)
            held[ObjectIdentifier(work.ticket), default: EngineLoad()].add(candidate)
        }
        // Requests by number: the place of their first waiting sequence.
        var places: [Int] = []
        var candidates: [BatchPlanner.Candidate] = []
        var request = 0
        for (place, work) in state.waiting.enumerated() {
            if place > 0, state.waiting[place - 1].ticket !== work.ticket { request = place }
            guard turn.includes(work) else { continue }
            places.append(place)
            candidates.append(work.candidate(of: request))
        }
        let admitted = planner.admissions(waiting: candidates, running: load) { request in
            held[ObjectIdentifier(state.waiting[request].ticket)] ?? EngineLoad()
        }
        var isAdmitted = Set<Int>()
        for index in admitted {
            let work = state.waiting[places[index]]
            taken.admitted.append(work)
            isAdmitted.insert(places[index])
            state.waitingCost -= work.encodingCost
            held[ObjectIdentifier(work.ticket), default: EngineLoad()].sequences += 1
        }
        // Of a request without any sequence under way the first one notes that it has waited.
        if turn == .all {
            for index in candidates.indices where candidates[index].request == places[index] {
                let work = state.waiting[places[index]]
                if held[ObjectIdentifier(work.ticket)] == nil { state.waiting[places[index]].passedOver += 1 }
            }
        }
        var place = -1
        state.waiting.removeAll { _ in
            place += 1
            return isAdmitted.contains(place)
        }
    }

    func report(runningSequences: Int, runningTokens: Int) {
        state.withLock { state in
            state.runningSequences = runningSequences
            state.runningTokens = runningTokens
        }
    }

    /// - seconds: that the engine was busy since the last sequence finished.
    func reportFinished(cost: Int, seconds: Double) {
        state.withLock { $0.rate.record(cost: cost, seconds: seconds) }
    }

    /// No new work from here on; what was accepted still runs.
    func stop() {
        state.withLock { $0.isStopped = true }
        wake()
    }

    /// Whether nothing waits and nothing will come.
    var isExhausted: Bool { state.withLock { $0.isStopped && $0.waiting.isEmpty } }

    func wake() { wakeUps.signal() }
    /// Blocks until somebody calls `wake`.
    func sleep() { wakeUps.wait() }
}

extension Work {
    fileprivate func candidate(of request: Int) -> BatchPlanner.Candidate {
        BatchPlanner.Candidate(
            request: request, encodingCost: encodingCost, decoderRows: decoderRows, bytes: workingBytes,
            passedOver: passedOver)
    }
}
