/// What is needed of the model's own distribution at one step, read before processors change its scores.
struct Distribution: Sendable {
    /// Of log-probabilities it is 0, or not a number.
    let logSum: Float
    /// nil: not asked for.
    private let alternatives: [Alternative]?

    init(logits: Scores, topLogprobs: Int) {
        self.init(logits, logSum: logits.logSumExp(), topLogprobs: topLogprobs)
    }

    init(logprobs: Scores, topLogprobs: Int) {
        // Where one of them is not a number, none is: log-softmax spreads it.
        let first = logprobs[0]
        self.init(logprobs, logSum: first.isNaN ? first : 0, topLogprobs: topLogprobs)
    }

    private init(_ scores: Scores, logSum: Float, topLogprobs: Int) {
        self.logSum = logSum
        alternatives =
            topLogprobs == 0
            ? nil : scores.topK(topLogprobs).map { Alternative(token: Int32($0.index), logprob: $0.value - logSum) }
    }

    /// - scores: those that this was read from, processed meanwhile or not.
    func prediction(of token: Int, in scores: Scores) -> Prediction {
        Prediction(token: token, logprob: scores.original(token) - logSum, alternatives: alternatives)
    }
}

/// A chosen token and what the model thought of it.
struct Prediction: Sendable {
    let token: Int
    let logprob: Float
    let alternatives: [Alternative]?
}
