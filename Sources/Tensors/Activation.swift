internal import CKernels

/// Element-wise functions; what each computes is said beside its kernel's name.
package enum Activation: Sendable, CaseIterable {
    case relu, relu6, reluSquared, leakyReLU
    /// x · Φ(x), with the error function.
    case gelu
    /// Within ±10.
    case gelu10
    /// gelu's tanh approximation: `gelu_new`, `gelu_pytorch_tanh`, `gelu_fast`.
    case geluTanh
    case quickGELU
    /// x · sigmoid(x): `silu`, `swish`.
    case silu
    case hardSwish, mish
    case tanh, sigmoid, laplace, sqrtSoftplus
    /// None.
    case linear

    var kernel: heed_activation {
        switch self {
        case .relu: HEED_RELU
        case .relu6: HEED_RELU6
        case .reluSquared: HEED_RELU_SQUARED
        case .leakyReLU: HEED_LEAKY_RELU
        case .gelu: HEED_GELU
        case .gelu10: HEED_GELU_10
        case .geluTanh: HEED_GELU_TANH
        case .quickGELU: HEED_QUICK_GELU
        case .silu: HEED_SILU
        case .hardSwish: HEED_HARD_SWISH
        case .mish: HEED_MISH
        case .tanh: HEED_TANH
        case .sigmoid: HEED_SIGMOID
        case .laplace: HEED_LAPLACE
        case .sqrtSoftplus: HEED_SQRT_SOFTPLUS
        case .linear: HEED_NO_ACTIVATION
        }
    }
}
