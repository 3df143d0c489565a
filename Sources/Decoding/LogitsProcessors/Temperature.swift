/// Divides the logits: below 1 sharpens the distribution, above 1 flattens it.
struct Temperature: LogitsProcessor {
    let temperature: Float

    /// Colder is no different: logits of 32 bits that differ at all are farther apart than any random number reaches. Quotients by
    /// smaller numbers would overflow, all to the same infinity.
    private static let coldest: Float = 1e-30

    func process(_ scores: inout Scores, history: [Int32]) {
        let best = scores.argmax()
        let isNumber = scores[Int32(best)].isFinite
        scores.multiply(by: 1 / max(temperature, Self.coldest))
        let quotient = scores[Int32(best)]
        // Logits so large that even so nothing beside the best has a chance.
        if isNumber, !quotient.isFinite { scores.keepOnly([(best, quotient.heldFinite)]) }
    }
}
