private import CKernels

/// The weights of a linear layer, [outputs, inputs], packed once for products and shared by all threads.
///
/// A row of a product has the same bits whatever other rows are computed with it, whatever the number of threads.
package final class PackedMatrix: @unchecked Sendable {  // Immutable after init.
    package let inputs: Int
    package let outputs: Int

    /// - weights: [outputs, inputs]
    /// - bias: [outputs]
    package init(weights: Tensor, bias: Tensor?) { fatalError("interface") }

    /// inputs · weightsᵀ + bias, then `activation`.
    /// - x: [rows, inputs]
    /// - Returns: [rows, outputs]
    package func callAsFunction(_ x: Tensor, activation: Activation? = nil) -> Tensor { fatalError("interface") }
}

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
}
