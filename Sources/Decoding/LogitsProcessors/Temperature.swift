/// Divides the logits: below 1 sharpens the distribution, above 1 flattens it.
struct Temperature: LogitsProcessor {
    let temperature: Float

    func process(_ scores: inout Scores, history: [Int32]) {
        scores.multiply(by: 1 / temperature)
    }
}
