/// Keeps the most probable tokens whose probabilities together reach `mass` (nucleus sampling, Holtzman et al. 2020).
struct TopP: LogitsProcessor {
    let mass: Float
    /// Tokens that are kept in any case.
    let least: Int

    func process(_ scores: inout Scores, history: [Int32]) {
        var kept: [(index: Int, value: Float)] = []
        var sum = 0.0
        var ranking = Ranking(scores)
        while sum < Double(mass) || kept.count < least, let next = ranking.next() {
            kept.append((next.token, next.score))
            sum += next.probability
        }
        scores.keepOnly(kept)
    }
}
