/// A token that may continue a beam.
struct BeamCandidate: Sendable {
    let beam: Int
    let token: Int
    /// The beam's score with the token's.
    let score: Float
    /// Why the beam would end with it; nil: it would go on.
    var reason: FinishReason?
}

/// The continuations of all beams that a step looks at.
struct BeamCandidates {
    private let count: Int
    private var ranked: [(candidate: BeamCandidate, rank: Double)] = []

    /// - count: how many are looked at, if there are that many
    init(_ count: Int) { self.count = count }

    /// Adds what may continue a beam: the best tokens, or with random numbers those that may be drawn.
    ///
    /// Drawn without replacement, each with a weight of exp(score), as `torch.multinomial` draws from HF's softmax: the `count` largest of
    /// score + Gumbel noise, in that order (Kool, van Hoof & Welling 2019). That needs no sums, which tiny weights would vanish in.
    /// - score: the beam's
    mutating func add(_ scores: Scores, beam: Int, score: Float, drawnWith random: inout SplitMix64?) {
        func candidate(_ token: Int, _ tokenScore: Float) -> BeamCandidate {
            BeamCandidate(beam: beam, token: token, score: (tokenScore + score).heldFinite)
        }
        if var noise = random {
            scores.forEachPossible { token, tokenScore in
                let candidate = candidate(token, tokenScore)
                offer(candidate, rank: Double(candidate.score) + noise.gumbel())
            }
            random = noise
        } else {
            // Adding the beam's score keeps the order, so that no continuation below these can be among the best.
            for (token, tokenScore) in scores.topK(count) where tokenScore > -.infinity {
                let candidate = candidate(token, tokenScore)
                offer(candidate, rank: Double(candidate.score))
            }
        }
    }

    func inOrder() -> [BeamCandidate] { ranked.highest(count, by: \.rank).map(\.candidate) }

    private mutating func offer(_ candidate: BeamCandidate, rank: Double) {
        ranked.append((candidate, rank))
        // Many may be drawn: the lower half goes before there are too many.
        if ranked.count >= max(64, 4 * count) { ranked = ranked.highest(count, by: \.rank) }
    }
}

extension Array {
    /// The elements with the highest ranks, highest first; of equals the earlier first.
    func highest(_ count: Int, by rank: (Element) -> some Comparable) -> [Element] {
        let ranks = map(rank)
        let order = indices.sorted { ranks[$0] != ranks[$1] ? ranks[$0] > ranks[$1] : $0 < $1 }
        return order.prefix(count).map { self[$0] }
    }
}
