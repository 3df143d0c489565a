package import Tensors

/// A mixer of the sequence's own positions, cross-attention to the encoder's output and feed-forward, each with add and norm.
package struct DecoderLayer: Sendable {
    let mixer: Mixer
    let mixerResidual: Residual
    let crossAttention: CrossAttention
    let crossAttentionResidual: Residual
    let feedForward: FeedForward
    let feedForwardResidual: Residual

    package init(
        mixer: Mixer, mixerResidual: Residual, crossAttention: CrossAttention, crossAttentionResidual: Residual,
        feedForward: FeedForward, feedForwardResidual: Residual
    ) {
        self.mixer = mixer
        self.mixerResidual = mixerResidual
        self.crossAttention = crossAttention
        self.crossAttentionResidual = crossAttentionResidual
        self.feedForward = feedForward
        self.feedForwardResidual = feedForwardResidual
    }

    /// - x: [rows, hiddenSize], one row per beam or prompt token of the step
    /// - layer: this layer's index, which finds its states
    package func callAsFunction(_ x: Tensor, step: DecoderStep, layer: Int) -> Tensor {
        let mixed = mixerResidual(x) { mixer($0, step: step, layer: layer) }
        let crossed = crossAttentionResidual(mixed) { crossAttention($0, step: step, layer: layer) }
        return feedForwardResidual(crossed) { feedForward($0) }
    }

    /// The sources of sequences that stand one after the other, projected together.
    /// - encoded: [tokens, hiddenSize]
    /// - rows: of each sequence
    func sources(of encoded: Tensor, rows: [Range<Int>]) -> [KeysAndValues] {
        crossAttention.keysAndValues(of: encoded, rows: rows)
    }

    /// Its state of a sequence whose prompt is to come.
    /// - capacity: slots that there is room for
    func state(source: KeysAndValues, capacity: Int) -> DecoderLayerState {
        DecoderLayerState(source: source, mixer: mixer.state(capacity: capacity))
    }

    /// Numbers that each row of a step holds.
    var rowSize: Int { mixer.rowSize + crossAttention.rowSize + feedForward.rowSize }

    /// Numbers that its state of a sequence has at most: the source's part, and the mixer's, which grows by doubling.
    func stateSize(sourceLength: Double, slots: Double) -> Double {
        Double(crossAttention.slotSize) * sourceLength + 2 * growingSize(slots: slots)
    }

    /// Numbers of the mixer's part of so many slots: those of which a larger one is made, as long as that takes.
    func growingSize(slots: Double) -> Double { Double(mixer.slotSize) * slots }
}

/// What one decoder layer keeps of one sequence.
package struct DecoderLayerState: Sendable {
    /// The source's keys and values.
    package let source: KeysAndValues
    /// Of the sequence's own positions.
    package internal(set) var mixer: MixerState
}
