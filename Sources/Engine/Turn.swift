/// Whose turn a step is. Where a small request meets much larger ones, steps for the small alone come between those for all, for as
/// long together as a step for all takes: it then waits for about two of those, and nobody starves.
struct Turn: Equatable {
    /// The cost of the largest request whose sequences take part.
    private let largestCost: Double

    /// Everybody takes part.
    static let all = Turn(largestCost: .infinity)

    func includes(_ work: Work) -> Bool { work.requestCost <= largestCost }
}

extension Turn {
    /// A request is small beside others when it is at most this part of the request that a unit of work belongs to on average.
    private static let smallPart = 0.25

    /// The turn of the small requests, if there are any that much larger ones hold up.
    /// - waiting, running: all the engine's work
    init?(ofSmall waiting: some Collection<Work>, running: some Collection<Work>) {
        var cost = 0.0
        var weighted = 0.0
        func count(_ work: Work) {
            cost += work.cost
            weighted += work.cost * work.requestCost
        }
        waiting.forEach(count)
        running.forEach(count)
        guard cost > 0 else { return nil }
        let turn = Turn(largestCost: Self.smallPart * weighted / cost)

        // What the next step computes: an encoder's inputs, a decoder's rows.
        var all = 0
        var small = 0
        func count(_ work: Work, _ rows: Int) {
            all += rows
            if turn.includes(work) { small += rows }
        }
        for work in waiting { count(work, work.encodingCost) }
        for work in running { count(work, work.decoderRows) }
        guard small > 0, 2 * small <= all else { return nil }
        self = turn
    }
}
