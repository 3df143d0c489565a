/// Makes the last token that the length limit allows one of the end tokens.
struct ForcedEOS: LogitsProcessor {
    /// Start token and prefix included.
    let maxLength: Int
    let tokens: [Int32]

    func process(_ scores: inout Scores, history: [Int32]) {
        guard history.count == maxLength - 1 else { return }
        // What would have ended here anyway has not been cut off.
        scores.isCutOff = !tokens.contains(Int32(scores.argmax()))
        scores.keepOnly(tokens.filter(scores.contains).map { (Int($0), 0) })
    }
}
