/// Keeps the most probable tokens (Fan et al. 2018); of equals at the limit, those with the smaller ids.
struct TopK: LogitsProcessor {
    let count: Int

    func process(_ scores: inout Scores, history: [Int32]) {
        guard count < scores.vocabularySize else { return }
        scores.keepOnly(scores.topK(count))
    }
}
