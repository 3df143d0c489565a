import Tensors

/// Scores a given target in one step: every token is known beforehand.
struct ForcedSearch: Search {
    let prompt: [Int32]
    private let target: [Int32]
    private let topLogprobs: Int
    private(set) var sequences: [DecodedSequence] = []

    init(target: [Int32], _ options: DecodingOptions) {
        prompt = [options.decoderStartToken] + target.dropLast()
        self.target = target
        topLogprobs = options.topLogprobs
    }

    mutating func advance(logits: Tensor) -> Continuations {
        let scored = Hypothesis(prompt: [prompt[0]] + target, logits: logits, topLogprobs: topLogprobs)
        sequences = [scored.decoded(.forced)]
        return .none
    }
}
