/// Bans the end tokens until a sequence is long enough: `min_length`, or `min_new_tokens` with the prompt's length added.
struct MinLength: LogitsProcessor {
    /// Start token and prefix included.
    let minLength: Int
    let eosTokens: [Int32]

    func process(_ scores: inout Scores, history: [Int32]) {
        guard history.count < minLength else { return }
        for token in eosTokens { scores[token] = -.infinity }
    }
}
