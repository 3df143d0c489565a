/// What sequences hold of the engine while they are computed.
struct EngineLoad: Equatable {
    var sequences = 0
    /// Rows of a step.
    var rows = 0
    /// Bytes held at most.
    var bytes = 0
    /// What encoding costs, times rows: about how much work there is.
    var cost = 0

    mutating func add(_ sequence: BatchPlanner.Candidate) {
        if sequence.decoderRows > 0 { sequences += 1 }
        rows += sequence.decoderRows
        bytes += sequence.bytes
        cost += sequence.cost
    }
}

/// What the next step takes in: a pure function of what waits and what runs. Requests take turns, so that one of many sequences
/// leaves room for others.
struct BatchPlanner {
    let limits: EngineLimits

    /// Steps after which a request that found no room is passed over no more: nobody else enters until it has.
    static let patience = 64
    /// A request takes at most this many times what it leaves free: one alone three quarters of everything, n of them three parts
    /// of 3n + 1 each, and there is always room for one more.
    private static let shareOfFree = 3

    /// A waiting sequence as the planner sees it.
    struct Candidate {
        /// The request that it belongs to.
        let request: Int
        /// What encoding it costs.
        let encodingCost: Int
        /// Rows in every later decoder step; 0 when it only encodes.
        let decoderRows: Int
        /// Bytes that it holds at most while it is computed.
        var bytes = 0
        /// Steps in which it could have entered and found no room.
        var passedOver = 0

        var cost: Int { encodingCost * max(decoderRows, 1) }
    }

    /// A request's waiting sequences, of which the first ones have been admitted.
    private struct Entrant {
        var waiting: Range<Int>
        var held: EngineLoad
    }

    /// Which of the waiting sequences to admit now, by their places, in the order of admission. The next is always of the request that
    /// holds the least, and of those the one that came first.
    ///
    /// With nothing running at least one is admitted, however large: limits on size are the business of whoever accepts requests.
    /// - waiting: in the order in which they came; those of a request side by side
    /// - running: what all running sequences hold
    /// - held: what those of a request hold
    func admissions(
        waiting: [Candidate], running: EngineLoad, held: (_ request: Int) -> EngineLoad = { _ in EngineLoad() }
    ) -> [Int] {
        var load = running
        var encodingCost = 0
        var admitted: [Int] = []
        var entrants = entrants(waiting, held)
        if let first = entrants.first(where: { waiting[$0.waiting.lowerBound].passedOver >= Self.patience }) {
            entrants = [first]
        }
        while let next = entrants.indices.min(by: { entrants[$0].held.cost < entrants[$1].held.cost }) {
            let place = entrants[next].waiting.lowerBound
            let candidate = waiting[place]
            let isFirst = admitted.isEmpty && running.sequences == 0
            let fits =
                encodingCost + candidate.encodingCost <= limits.maxBatchTokens
                && fits(candidate, load, entrants[next].held)
            guard fits || isFirst else {
                entrants.remove(at: next)
                continue
            }
            admitted.append(place)
            encodingCost += candidate.encodingCost
            load.add(candidate)
            entrants[next].held.add(candidate)
            entrants[next].waiting.removeFirst()
            if entrants[next].waiting.isEmpty { entrants.remove(at: next) }
        }
        return admitted
    }

    private func entrants(_ waiting: [Candidate], _ held: (_ request: Int) -> EngineLoad) -> [Entrant] {
        var entrants: [Entrant] = []
        for (place, candidate) in waiting.enumerated() {
            if place > 0, waiting[place - 1].request == candidate.request {
                let last = entrants[entrants.count - 1].waiting
                entrants[entrants.count - 1].waiting = last.lowerBound..<place + 1
            } else {
                entrants.append(Entrant(waiting: place..<place + 1, held: held(candidate.request)))
            }
        }
        return entrants
    }

    /// Whether there is room for a sequence, and its request has not had its share.
    private func fits(_ candidate: Candidate, _ load: EngineLoad, _ held: EngineLoad) -> Bool {
        func hasRoom(_ needed: Int, _ amount: KeyPath<EngineLoad, Int>, of limit: Int) -> Bool {
            let free = limit - load[keyPath: amount]
            guard needed <= free else { return false }
            // Each is at most the limit; the quotient rather than the product, which could overflow.
            return held.sequences == 0 || (held[keyPath: amount] + needed) / Self.shareOfFree <= free
        }
        guard hasRoom(candidate.bytes, \.bytes, of: limits.maxWorkingBytes) else { return false }
        return candidate.decoderRows == 0
            || (hasRoom(1, \.sequences, of: limits.maxRunningSequences)
                && hasRoom(candidate.decoderRows, \.rows, of: limits.maxBatchTokens))
    }
}
