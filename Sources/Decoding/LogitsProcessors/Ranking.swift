import Glibc

/// The tokens of a row, most probable first, without sorting more of it than is looked at.
struct Ranking {
    private let scores: Scores
    private let logSum: Float
    private var sorted: [(index: Int, value: Float)]
    private var position = 0

    init(_ scores: Scores) {
        self.scores = scores
        logSum = scores.logSumExp()
        sorted = scores.topK(Self.firstLook)
    }

    mutating func next() -> (token: Int, score: Float, probability: Double)? {
        if position == sorted.count {
            guard sorted.count < scores.vocabularySize else { return nil }
            sorted = scores.topK(sorted.count * 8)
        }
        let (token, score) = sorted[position]
        position += 1
        let probability = exp(Double(score) - Double(logSum))
        // Not a number when the logits are not numbers or all impossible: then no token is more probable than another.
        return (token, score, probability.isNaN ? 0 : probability)
    }

    /// Nearly always enough: what a language model says lies among a few tokens.
    private static let firstLook = 64
}
