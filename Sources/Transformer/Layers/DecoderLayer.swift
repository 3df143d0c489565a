package import Tensors

/// Masked self-attention, cross-attention to the encoder's output and feed-forward, each with add and norm.
package struct DecoderLayer: Sendable {
    private let selfAttention: SelfAttention
    private let selfAttentionResidual: Residual
    private let crossAttention: CrossAttention
    private let crossAttentionResidual: Residual
    private let feedForward: FeedForward
    private let feedForwardResidual: Residual

    package init(
        selfAttention: SelfAttention, selfAttentionResidual: Residual, crossAttention: CrossAttention,
        crossAttentionResidual: Residual, feedForward: FeedForward, feedForwardResidual: Residual
    ) {
        self.selfAttention = selfAttention
        self.selfAttentionResidual = selfAttentionResidual
        self.crossAttention = crossAttention
        self.crossAttentionResidual = crossAttentionResidual
        self.feedForward = feedForward
        self.feedForwardResidual = feedForwardResidual
    }

    /// - encoded: [tokens, hiddenSize]
    /// - Returns: [tokens, 2 · innerSize], this layer's cross-attention keys and values
    package func sourceKeysAndValues(of encoded: Tensor) -> Tensor { crossAttention.keysAndValues(of: encoded) }

    /// - x: [rows, hiddenSize], one row per beam or prompt token of the step
    /// - layer: this layer's index, which finds its caches
    package func callAsFunction(_ x: Tensor, step: DecoderStep, layer: Int) -> Tensor {
        let attended = selfAttentionResidual(x) { selfAttention($0, step: step, layer: layer) }
        let crossed = crossAttentionResidual(attended) { crossAttention($0, step: step, layer: layer) }
        return feedForwardResidual(crossed) { feedForward($0) }
    }
}
