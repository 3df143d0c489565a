/// Divides positive scores of tokens that are already there by the penalty and multiplies negative ones (Keskar et al. 2019).
struct RepetitionPenalty: LogitsProcessor {
    let penalty: Float

    func process(_ scores: inout Scores, history: [Int32]) {
        // All are read before any is written: a token that occurs twice is penalised once.
        let before = history.map { scores[$0] }
        for (token, score) in zip(history, before) where score.isFinite {
            scores[token] = (score < 0 ? score * penalty : score / penalty).heldFinite
        }
    }
}
