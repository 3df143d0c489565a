/// Keeps the tokens whose information is nearest to the expected one, until they reach `mass` (Meister et al. 2022).
struct TypicalP: LogitsProcessor {
    let mass: Float
    /// Tokens that are kept in any case.
    let least: Int

    func process(_ scores: inout Scores, history: [Int32]) {
        let tokens = scores.probabilities()
        let entropy = tokens.reduce(0) { $0 - $1.probability * $1.logprob }
        let sorted = tokens.map { (token: $0, distance: abs($0.logprob + entropy)) }
            .sorted { $0.distance < $1.distance }
        var kept: [(index: Int, value: Float)] = []
        var sum = 0.0
        var farthest = 0.0
        // Tokens as near as the last one that is needed stay too.
        for (token, distance) in sorted where sum < Double(mass) || distance <= farthest || kept.count < least {
            kept.append((token.index, token.score))
            sum += token.probability
            farthest = distance
        }
        scores.keepOnly(kept)
    }
}
