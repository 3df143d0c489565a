import Tensors

/// What one sequence has said so far.
struct Hypothesis: Sendable {
    /// Start token, prefix and the tokens chosen since.
    private(set) var history: [Int32]
    private var logprobs: [Float] = []
    private var alternatives: [[Alternative]] = []
    private(set) var path: [PathEntry] = []

    /// A sequence that has its prompt, with the prefix's tokens scored.
    /// - logits: [prompt.count, vocabularySize], of the first step.
    init(prompt: [Int32], logits: Tensor, topLogprobs: Int) {
        history = Array(prompt.prefix(1))
        for (row, token) in prompt.dropFirst().enumerated() {
            let scores = Scores(logits, row: row)
            let distribution = Distribution(logits: scores, topLogprobs: topLogprobs)
            append(distribution.prediction(of: Int(token), in: scores), step: 0, row: row)
        }
    }

    mutating func append(_ prediction: Prediction, step: Int, row: Int) {
        history.append(Int32(prediction.token))
        logprobs.append(prediction.logprob)
        if let ranked = prediction.alternatives { alternatives.append(ranked) }
        path.append(PathEntry(step: step, row: row))
    }

    /// What it has said after its first `count` tokens.
    func growth(after count: Int, isFinished: Bool) -> SequenceGrowth {
        SequenceGrowth(
            tokens: Array(history.dropFirst(1 + count)), logprobs: Array(logprobs.dropFirst(count)),
            isFinished: isFinished)
    }

    /// - score: nil: the sum of the tokens' log-probabilities.
    func decoded(score: Float? = nil, _ reason: FinishReason) -> DecodedSequence {
        DecodedSequence(
            tokens: Array(history.dropFirst()), logprobs: logprobs, alternatives: alternatives,
            score: score ?? logprobs.reduce(0, +), finishReason: reason, path: path)
    }
}
