private import Checkpoints
package import Tensors

/// A tensor of a checkpoint that has been found and checked, but not read.
package struct StoredWeights: Sendable {
    /// In full.
    package let name: String
    package let numbers: StoredNumbers

    package init(name: String, numbers: StoredNumbers) {
        self.name = name
        self.numbers = numbers
    }

    package var shape: Shape { numbers.shape }

    func error(_ reason: StoredNumbersError) -> ModelError {
        switch reason {
        case .unreadable: .checkpoint(.unreadableTensor(name: name))
        case .notFinite: .checkpoint(.notFinite(name: name))
        }
    }
}

/// A linear layer before it is packed.
package struct LinearLayer: Sendable {
    /// [outputs, inputs]
    package let weights: StoredWeights
    /// [outputs]
    package let bias: Tensor?

    package init(weights: StoredWeights, bias: Tensor?) {
        self.weights = weights
        self.bias = bias
    }
}
