package import Tensors

/// Self-attention and feed-forward, each with add and norm.
package struct EncoderLayer: Sendable {
    let selfAttention: SelfAttention
    let selfAttentionResidual: Residual
    let feedForward: FeedForward
    let feedForwardResidual: Residual

    package init(
        selfAttention: SelfAttention, selfAttentionResidual: Residual, feedForward: FeedForward,
        feedForwardResidual: Residual
    ) {
        self.selfAttention = selfAttention
        self.selfAttentionResidual = selfAttentionResidual
        self.feedForward = feedForward
        self.feedForwardResidual = feedForwardResidual
    }

    /// Numbers that each row holds.
    package var rowSize: Int { selfAttention.rowSize + feedForward.rowSize }

    /// - x: [totalTokens, hiddenSize]
    package func callAsFunction(_ x: Tensor, over batch: RaggedBatch, captures: [LayerCapture?]) -> Tensor {
        let attended = selfAttentionResidual(x) { selfAttention($0, over: batch, captures: captures) }
        return feedForwardResidual(attended) { feedForward($0) }
    }
}
