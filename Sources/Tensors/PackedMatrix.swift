private import CKernels

/// The weights of a linear layer, [outputs, inputs], packed once for products and shared by all threads.
///
/// A row of a product has the same bits whatever other rows are computed with it, whatever the number of threads.
package final class PackedMatrix: @unchecked Sendable {  // Immutable after init; what oneDNN caches is locked in C.
    package let inputs: Int
    package let outputs: Int
    private let matrix: OpaquePointer

    /// What computes the products.
    package enum Implementation: Sendable {
        /// oneDNN where it keeps the promise above, else the panels.
        case best
        /// Our own kernels.
        case panels
        /// For tests and benchmarks.
        case oneDNN
    }

    /// - weights: [outputs, inputs]
    /// - bias: [outputs]
    package convenience init(weights: Tensor, bias: Tensor?) {
        self.init(stacking: [(weights: weights, bias: bias)])
    }

    /// One matrix of several layers with the same inputs: a product gives their outputs side by side in each row.
    /// - layers: at least one; weights [outputs of the layer, inputs], bias [outputs of the layer], nil for zeros.
    package init(stacking layers: [(weights: Tensor, bias: Tensor?)], implementation: Implementation = .best) {
        guard let first = layers.first else { preconditionFailure("no layers to stack") }
        let inputs = first.weights.shape[1]
        for (weights, bias) in layers {
            precondition(
                weights.shape.rank == 2 && weights.shape[1] == inputs && weights.count > 0,
                "weights of \(weights.shape.dimensions) beside [\(first.weights.shape.dimensions)]")
            precondition(
                bias.map { $0.shape == Shape(weights.shape[0]) } ?? true,
                "a bias of \(bias?.shape.dimensions ?? []) for weights of \(weights.shape.dimensions)")
        }
        self.inputs = inputs
        outputs = layers.reduce(0) { $0 + $1.weights.shape[0] }
        let parts = layers.map {
            heed_matrix_part(weights: $0.weights.pointer, bias: $0.bias?.pointer, outputs: $0.weights.shape[0])
        }
        let created = withExtendedLifetime(layers) {
            heed_matrix_create(parts, parts.count, inputs, implementation.backend)
        }
        guard let created else { preconditionFailure("no memory for a matrix of [\(outputs), \(inputs)]") }
        matrix = created
    }

    deinit { heed_matrix_free(matrix) }

    /// inputs · weightsᵀ + bias, then `activation`.
    /// - x: [rows, inputs]
    /// - Returns: [rows, outputs]
    package func callAsFunction(_ x: Tensor, activation: Activation? = nil) -> Tensor {
        precondition(
            x.shape.rank == 2 && x.shape[1] == inputs,
            "\(x.shape.dimensions) for a matrix of [\(outputs), \(inputs)]")
        let result = Tensor(Shape(x.shape[0], outputs))
        let computed = withExtendedLifetime((x, result)) {
            heed_matrix_multiply(
                matrix, result.pointer, x.pointer, x.shape[0], activation?.kernel ?? HEED_NO_ACTIVATION)
        }
        precondition(computed, "no memory for a product of \(x.shape[0]) rows with [\(outputs), \(inputs)]")
        return result
    }
}

extension PackedMatrix.Implementation {
    fileprivate var backend: heed_matrix_backend {
        switch self {
        case .best: HEED_MATRIX_BEST
        case .panels: HEED_MATRIX_OURS
        case .oneDNN: HEED_MATRIX_ONEDNN
        }
    }
}
