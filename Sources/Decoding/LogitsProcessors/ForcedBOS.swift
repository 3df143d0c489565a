/// Makes a token the first one after the start token, which is a language code in some families. A prefix takes its place.
struct ForcedBOS: LogitsProcessor {
    let token: Int32

    func process(_ scores: inout Scores, history: [Int32]) {
        guard history.count == 1, scores.contains(token) else { return }
        scores.keepOnly([(Int(token), 0)])
    }
}
