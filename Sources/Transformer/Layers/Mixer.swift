package import Tensors

/// How a decoder layer's rows take in what stands before them in their own sequence. Each kind keeps something of every position in
/// a state of its own, by slot.
package enum Mixer: Sendable {
    /// Masked self-attention, which keeps keys and values.
    case selfAttention(SelfAttention)

    /// - hidden: [rows, hiddenSize]. The rows of a sequence stand side by side in the order of their positions: the first step has one
    ///   for each token of the prompt, and a kind whose position needs the one before goes through them in turn.
    /// - layer: index of the decoder layer, which finds the states
    /// - Returns: [rows, hiddenSize]
    func callAsFunction(_ hidden: Tensor, step: DecoderStep, layer: Int) -> Tensor {
        switch self {
        case .selfAttention(let attention): attention(hidden, step: step, layer: layer)
        }
    }

    /// What is kept of a sequence of which nothing has been seen.
    /// - capacity: slots that there is room for
    func state(capacity: Int) -> MixerState {
        switch self {
        case .selfAttention(let attention):
            .keysAndValues(
                KeysAndValues(heads: attention.size.heads, headDim: attention.size.headDim, capacity: capacity))
        }
    }

    /// Numbers that each row of a step holds.
    var rowSize: Int {
        switch self {
        case .selfAttention(let attention): attention.rowSize
        }
    }

    /// Numbers in a slot of its state.
    var slotSize: Int {
        switch self {
        case .selfAttention(let attention): 2 * attention.size.innerSize
        }
    }
}

/// What a mixer keeps of a sequence: a slot for each position and beam. Grows by doubling; never reordered.
package enum MixerState: Sendable {
    case keysAndValues(KeysAndValues)

    /// Makes room for slots 0..<count.
    mutating func reserve(_ count: Int) {
        switch self {
        case .keysAndValues(let kept):
            if count > kept.capacity { self = .keysAndValues(kept.grown(to: max(count, 2 * kept.capacity))) }
        }
    }
}
