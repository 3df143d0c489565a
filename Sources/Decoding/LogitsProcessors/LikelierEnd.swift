import Glibc

/// Raises the end tokens' scores by a share of their size that grows with each token: `exponential_decay_length_penalty`.
struct LikelierEnd: LogitsProcessor {
    /// Tokens, start token and prefix included, after which it begins.
    let after: Int
    let factor: Double
    let eosTokens: [Int32]

    func process(_ scores: inout Scores, history: [Int32]) {
        guard history.count > after else { return }
        let growth = Float(pow(factor, Double(history.count - after)) - 1).heldFinite
        for token in Set(eosTokens) where scores[token].isFinite {
            let rise = (abs(scores[token]) * growth).heldFinite
            scores[token] = (scores[token] + rise).heldFinite
        }
    }
}
