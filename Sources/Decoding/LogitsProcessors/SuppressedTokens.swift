/// Bans tokens, everywhere or as the first that is chosen.
struct SuppressedTokens: LogitsProcessor {
    let tokens: [Int32]
    /// The length of a sequence, start token included, after which they are banned; nil: any.
    var onlyAfter: Int?

    func process(_ scores: inout Scores, history: [Int32]) {
        if let onlyAfter, history.count != onlyAfter { return }
        for token in tokens { scores[token] = -.infinity }
    }
}
