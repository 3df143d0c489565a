/// Makes what the other processors left a distribution again: log-softmax.
struct Renormalization: LogitsProcessor {
    func process(_ scores: inout Scores, history: [Int32]) { scores.logSoftmax() }
}
