/// Bans each token that would complete an n-gram which is already there.
struct NoRepeatNgram: LogitsProcessor {
    let size: Int

    func process(_ scores: inout Scores, history: [Int32]) {
        guard history.count >= size else { return }
        let suffix = history.suffix(size - 1)
        for end in history.indices.dropFirst(size - 1) where history[(end - size + 1)..<end].elementsEqual(suffix) {
            scores[history[end]] = -.infinity
        }
    }
}
