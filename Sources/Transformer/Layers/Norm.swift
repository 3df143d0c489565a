package import Tensors

/// A normalisation with its weights.
package enum Norm: Sendable {
    /// Ba et al. 2016. gain, bias: [hiddenSize]
    case layer(gain: Tensor, bias: Tensor?, epsilon: Float)
    /// Zhang & Sennrich 2019. gain: [hiddenSize]
    case rms(gain: Tensor, epsilon: Float)

    /// - x: [rows, hiddenSize]
    package func callAsFunction(_ x: Tensor) -> Tensor {
        switch self {
        case .layer(let gain, let bias, let epsilon): x.layerNorm(gain: gain, bias: bias, epsilon: epsilon)
        case .rms(let gain, let epsilon): x.rmsNorm(gain: gain, epsilon: epsilon)
        }
    }
}
