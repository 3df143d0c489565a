/// Bans each token that would complete an n-gram of the source.
struct EncoderNoRepeatNgram: LogitsProcessor {
    let size: Int
    let source: [Int32]

    func process(_ scores: inout Scores, history: [Int32]) {
        guard history.count + 1 >= size else { return }
        let suffix = history.suffix(size - 1)
        for end in source.indices.dropFirst(size - 1) where source[(end - size + 1)..<end].elementsEqual(suffix) {
            scores[source[end]] = -.infinity
        }
    }
}
