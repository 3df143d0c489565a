private import Checkpoints
package import Tensors

/// A tensor of a checkpoint that has been found and checked, but not read.
package struct StoredWeights: Sendable {
    /// In full.
    package let name: String
    package let shape: Shape
    /// nil when it is stored as integers only.
    package let numbers: StoredNumbers?
    /// What heed quantize has made of it; nil when it has not.
    package let quantized: StoredNumbers?

    package init(name: String, shape: Shape, numbers: StoredNumbers?, quantized: StoredNumbers? = nil) {
        self.name = name
        self.shape = shape
        self.numbers = numbers
        self.quantized = quantized
    }

    /// What a matrix of this type is packed from.
    func packable(as type: WeightType) throws(ModelError) -> StoredNumbers {
        if type == .int8, let quantized { return quantized }
        guard let numbers else {
            throw .checkpoint(
                .quantized(name: name, reason: "it is there as int8 only, and to be held as \(type.rawValue)"))
        }
        return numbers
    }

    func error(_ reason: StoredNumbersError) -> ModelError { .checkpoint(reason.checkpointError(of: name)) }
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
