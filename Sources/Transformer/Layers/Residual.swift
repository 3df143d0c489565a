package import Tensors

/// Where a residual block normalises: after the addition (Vaswani et al. 2017) or before the sublayer (pre-norm).
package enum NormPlacement: Sendable { case after, before }

/// "Add and norm" around a sublayer: the one place where the two orders differ.
package struct Residual: Sendable {
    package let norm: Norm
    package let placement: NormPlacement

    package init(norm: Norm, placement: NormPlacement) {
        self.norm = norm
        self.placement = placement
    }

    /// after: norm(x + sublayer(x)); before: x + sublayer(norm(x)).
    /// - x: [rows, hiddenSize]
    /// - sublayer: returns a fresh tensor of x's shape, which the sum overwrites.
    package func callAsFunction(_ x: Tensor, _ sublayer: (Tensor) -> Tensor) -> Tensor {
        switch placement {
        case .after:
            let sum = sublayer(x)
            sum.add(x)
            return norm(sum)
        case .before:
            let sum = sublayer(norm(x))
            sum.add(x)
            return sum
        }
    }
}
