internal import CKernels

/// Element-wise functions; names as in Hugging Face `ACT2FN`.
package enum Activation: Sendable, CaseIterable {
    case relu
    /// x · Φ(x), with the error function.
    case gelu
    /// gelu's tanh approximation: `gelu_new`, `gelu_pytorch_tanh`, `gelu_fast`.
    case geluTanh
    /// x · sigmoid(x): `silu`, `swish`.
    case silu
    case tanh
    case sigmoid

    var kernel: heed_activation {
        switch self {
        case .relu: HEED_RELU
        case .gelu: HEED_GELU
        case .geluTanh: HEED_GELU_TANH
        case .silu: HEED_SILU
        case .tanh: HEED_TANH
        case .sigmoid: HEED_SIGMOID
        }
    }
}
