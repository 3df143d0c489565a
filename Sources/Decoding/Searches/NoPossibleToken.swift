/// Why a search has no outputs: at some step nothing could be chosen.
package struct NoPossibleToken: Error, Sendable, Equatable {
    package enum Cause: Sendable { case modelsLogits, options }

    /// Tokens of the output so far, a prefix included.
    package let outputTokens: Int
    package let cause: Cause

    /// - history: what the sequence has said, start token first
    /// - logSum: of the model's own logits
    init(after history: [Int32], logSum: Float) {
        outputTokens = history.count - 1
        cause = logSum.isNaN || logSum == -.infinity ? .modelsLogits : .options
    }
}
