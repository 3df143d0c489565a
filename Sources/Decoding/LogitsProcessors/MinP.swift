/// Keeps the tokens that have at least this share of the most probable one's probability.
struct MinP: LogitsProcessor {
    let share: Float
    /// Tokens that are kept in any case.
    let least: Int

    func process(_ scores: inout Scores, history: [Int32]) {
        var ranking = Ranking(scores)
        guard let best = ranking.next() else { return }
        var kept = [(index: best.token, value: best.score)]
        while let next = ranking.next(), next.probability >= Double(share) * best.probability || kept.count < least {
            kept.append((next.token, next.score))
        }
        scores.keepOnly(kept)
    }
}
