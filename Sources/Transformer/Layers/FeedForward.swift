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

    /// Numbers that each row holds: its own, the inner ones as if there were a gate (with it, the values and their product), and the
    /// output.
    package var rowSize: Int { inner.inputs + 3 * outer.inputs + outer.outputs }

    /// - x: [rows, hiddenSize]
    package func callAsFunction(_ x: Tensor) -> Tensor {
        outer(isGated ? inner(x).gated(by: activation) : inner(x, activation: activation))
    }
}

extension Activation {
    /// What transformers' `ACT2FN` calls them: all of it but `prelu` and `xielu`, which have weights of their own.
    private static let huggingFaceNames: [String: Activation] = [
        "gelu": .gelu, "gelu_10": .gelu10, "gelu_accurate": .geluTanh, "gelu_fast": .geluTanh, "gelu_new": .geluTanh,
        "gelu_python": .gelu, "gelu_python_tanh": .geluTanh, "gelu_pytorch_tanh": .geluTanh, "hardswish": .hardSwish,
        "laplace": .laplace, "leaky_relu": .leakyReLU, "linear": .linear, "mish": .mish, "quick_gelu": .quickGELU,
        "relu": .relu, "relu2": .reluSquared, "relu6": .relu6, "sigmoid": .sigmoid, "silu": .silu,
        "sqrtsoftplus": .sqrtSoftplus, "swish": .silu, "tanh": .tanh,
    ]

    /// nil for one that is not served.
    package init?(huggingFaceName name: String) {
        guard let activation = Self.huggingFaceNames[name] else { return nil }
        self = activation
    }

    /// For messages.
    package static var servedNames: String { huggingFaceNames.keys.sorted().joined(separator: ", ") }
}
