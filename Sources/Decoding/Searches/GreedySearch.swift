import Tensors

/// Takes the most probable token at each step.
struct GreedySearch: Search {
    let prompt: [Int32]
    private let processors: [any LogitsProcessor]
    private let ending: Ending
    private let topLogprobs: Int
    /// nil before the first step.
    private var hypothesis: Hypothesis?
    private var step = 0
    private(set) var sequences: [DecodedSequence] = []
    private(set) var failure: NoPossibleToken?

    init(_ options: DecodingOptions, stop: StopCondition?) {
        prompt = options.prompt
        processors = options.processors
        ending = Ending(options, stop: stop)
        topLogprobs = options.topLogprobs
    }

    mutating func advance(logits: Tensor) -> Continuations {
        let row = logits.shape[0] - 1
        var current = hypothesis.take() ?? Hypothesis(prompt: prompt, logits: logits, topLogprobs: topLogprobs)
        var scores = Scores(logits, row: row)
        let distribution = Distribution(logits: scores, topLogprobs: topLogprobs)
        for processor in processors { processor.process(&scores, history: current.history) }

        guard scores.hasPossibleToken else {
            failure = NoPossibleToken(after: current.history, logSum: distribution.logSum)
            return .none
        }
        let token = scores.argmax()
        let reason = ending.reason(current.history, then: token, from: scores)
        current.append(distribution.prediction(of: token, in: scores), step: step, row: row)
        step += 1
        hypothesis = current
        if let reason {
            sequences = [current.decoded(reason)]
            return .none
        }
        return .one(Continuation(token: Int32(token), parent: row))
    }

    func growth(of sequence: Int, after count: Int) -> SequenceGrowth? {
        guard sequence == 0 else { return nil }
        return hypothesis?.growth(after: count, isFinished: !sequences.isEmpty)
    }
}
