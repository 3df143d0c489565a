package import Tensors

/// activation(x · W₁ᵀ + b₁) · W₂ᵀ + b₂, position by position; gated, (activation(x · Wᵍᵀ) ⊙ x · W₁ᵀ) · W₂ᵀ (Shazeer 2020).
package struct FeedForward: Sendable {
    /// [feedForwardSize, hiddenSize]; with a gate [2 · feedForwardSize, hiddenSize]: the gate's rows come first.
    private let inner: PackedMatrix
    /// [hiddenSize, feedForwardSize]
    private let outer: PackedMatrix
    private let activation: Activation
    private let isGated: Bool

    package init(inner: PackedMatrix, outer: PackedMatrix, activation: Activation, isGated: Bool = false) {
        precondition(inner.outputs == (isGated ? 2 : 1) * outer.inputs)
        self.inner = inner
        self.outer = outer
        self.activation = activation
        self.isGated = isGated
    }

    /// - x: [rows, hiddenSize]
    package func callAsFunction(_ x: Tensor) -> Tensor {
        outer(isGated ? inner(x).gated(by: activation) : inner(x, activation: activation))
    }
}

extension Activation {
    /// The activation that Hugging Face's `ACT2FN` calls by this name; nil for one that is not served.
    package init?(huggingFaceName name: String) {
        switch name {
        case "relu": self = .relu
        case "gelu", "gelu_python": self = .gelu
        case "gelu_new", "gelu_fast", "gelu_pytorch_tanh", "gelu_python_tanh", "gelu_accurate": self = .geluTanh
        case "silu", "swish": self = .silu
        case "tanh": self = .tanh
        case "sigmoid": self = .sigmoid
        default: return nil
        }
    }
}
