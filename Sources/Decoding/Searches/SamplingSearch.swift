import Tensors

/// Draws each token from the processed distribution, for one or several sequences that know nothing of each other.
///
/// The sequences are in the order of their random numbers, not sorted: the first one is the same however many are asked for.
struct SamplingSearch: Search {
    private struct Draw: Sendable {
        var hypothesis: Hypothesis
        var random: SplitMix64
        /// nil while it is running.
        var result: DecodedSequence?
    }

    let prompt: [Int32]
    private let processors: [any LogitsProcessor]
    private let ending: Ending
    private let topLogprobs: Int
    private let count: Int
    private let seed: UInt64
    private var draws: [Draw] = []
    private var step = 0

    init(_ options: DecodingOptions, stop: StopCondition?) {
        prompt = options.prompt
        processors = options.processors
        ending = Ending(options, stop: stop)
        topLogprobs = options.topLogprobs
        count = options.numReturnSequences
        seed = options.drawnSeed
    }

    private(set) var failure: NoPossibleToken?

    var sequences: [DecodedSequence] { failure == nil ? draws.compactMap(\.result) : [] }

    mutating func advance(logits: Tensor) -> Continuations {
        defer { step += 1 }
        var continuations: [Continuation] = []
        if step == 0 {
            let start = Hypothesis(prompt: prompt, logits: logits, topLogprobs: topLogprobs)
            draws = SplitMix64.streams(seed: seed, count: count).map { Draw(hypothesis: start, random: $0) }
            // All sequences draw from the same row.
            let row = logits.shape[0] - 1
            let (scores, distribution) = read(logits, row: row, history: start.history)
            for index in draws.indices {
                choose(for: index, scores, distribution, row: row, &continuations)
            }
        } else {
            for (row, index) in draws.indices.filter({ draws[$0].result == nil }).enumerated() {
                let (scores, distribution) = read(logits, row: row, history: draws[index].hypothesis.history)
                choose(for: index, scores, distribution, row: row, &continuations)
            }
        }
        return failure == nil ? .several(continuations) : .none
    }

    func growth(of sequence: Int, after count: Int) -> SequenceGrowth? {
        guard draws.indices.contains(sequence) else { return nil }
        return draws[sequence].hypothesis.growth(after: count, isFinished: draws[sequence].result != nil)
    }

    private func read(_ logits: Tensor, row: Int, history: [Int32]) -> (Scores, Distribution) {
        var scores = Scores(logits, row: row)
        let distribution = Distribution(logits: scores, topLogprobs: topLogprobs)
        for processor in processors { processor.process(&scores, history: history) }
        return (scores, distribution)
    }

    private mutating func choose(
        for index: Int, _ scores: Scores, _ distribution: Distribution, row: Int, _ continuations: inout [Continuation]
    ) {
        let history = draws[index].hypothesis.history
        guard scores.hasPossibleToken else {
            failure = NoPossibleToken(after: history, logSum: distribution.logSum)
            return
        }
        let token = Self.draw(from: scores, &draws[index].random)
        let reason = ending.reason(history, then: token, from: scores)
        draws[index].hypothesis.append(distribution.prediction(of: token, in: scores), step: step, row: row)
        if let reason {
            draws[index].result = draws[index].hypothesis.decoded(reason)
        } else {
            continuations.append(Continuation(token: Int32(token), parent: row))
        }
    }

    /// The token at which the probabilities, summed from the most probable down, pass a uniform random number.
    private static func draw(from scores: Scores, _ random: inout SplitMix64) -> Int {
        let target = random.uniform()
        var sum = 0.0
        var ranking = Ranking(scores)
        var chosen = scores.argmax()
        while let next = ranking.next(), next.probability > 0 {
            chosen = next.token
            sum += next.probability
            if target < sum { break }
        }
        return chosen
    }
}
