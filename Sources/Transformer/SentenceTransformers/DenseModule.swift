internal import Tensors

/// activation(x · Wᵀ + b), and x or a projection of it added where the module is residual.
package struct DenseModule: Sendable {
    /// Numbers of the embedding that it takes.
    package let inputSize: Int
    /// Numbers that its linear layer gives.
    package let linearSize: Int
    package let activation: DenseActivation
    package let isResidual: Bool
    /// [linearSize, inputSize]
    private let weight: [Float]
    /// [linearSize]; nil: none
    private let bias: [Float]?
    /// [linearSize, inputSize]; nil: the embedding itself is added, or nothing.
    private let residual: [Float]?

    package var hasBias: Bool { bias != nil }

    /// Numbers of the embedding that it gives.
    package var outputSize: Int { activation.outputSize(of: linearSize) }

    /// Numbers of its weights, each of which is held as a float.
    var parameters: Int {
        weight.count + (bias?.count ?? 0) + (residual?.count ?? 0) + activation.parameters
    }

    init(_ step: ModuleList.Step) throws(ModelError) {
        let file = try step.requiredConfiguration()
        try file.checkFeatures()
        inputSize = try file.requiredSize("in_features")
        linearSize = try file.requiredSize("out_features")
        isResidual = try file.flag("use_residual", default: false)
        let weights = try ModuleWeights(step)
        weight = try weights.numbers("linear.weight", Shape(linearSize, inputSize))
        bias = try file.flag("bias", default: true) ? try weights.numbers("linear.bias", Shape(linearSize)) : nil
        activation = try DenseActivation(file, weights, inputSize: linearSize)
        if isResidual, activation.outputSize(of: linearSize) != linearSize {
            throw file.refusal("\"use_residual\" is true, and \(activation.name) gives half as many numbers")
        }
        residual =
            isResidual && inputSize != linearSize
            ? try weights.numbers("residual.weight", Shape(linearSize, inputSize)) : nil
        try weights.checkAllAreRead()
    }

    /// - embedding: [inputSize]
    /// - Returns: [outputSize]
    func callAsFunction(_ embedding: [Double]) -> [Double] {
        var outputs = product(weight, embedding)
        if let bias { for index in outputs.indices { outputs[index] += Double(bias[index]) } }
        activation(&outputs)
        guard isResidual else { return outputs }
        let added = residual.map { product($0, embedding) } ?? embedding
        return outputs.indices.map { outputs[$0] + added[$0] }
    }

    /// - matrix: [linearSize, inputSize]
    private func product(_ matrix: [Float], _ embedding: [Double]) -> [Double] {
        matrix.withUnsafeBufferPointer { matrix in
            embedding.withUnsafeBufferPointer { embedding in
                (0..<linearSize).map { row in
                    // Four sums, so that an addition need not wait for the last one.
                    var sums = SIMD4<Double>.zero
                    let start = row * inputSize
                    var column = 0
                    while column + 4 <= inputSize {
                        let place = start + column
                        sums += SIMD4(
                            Double(matrix[place]) * embedding[column],
                            Double(matrix[place + 1]) * embedding[column + 1],
                            Double(matrix[place + 2]) * embedding[column + 2],
                            Double(matrix[place + 3]) * embedding[column + 3])
                        column += 4
                    }
                    while column < inputSize {
                        sums[0] += Double(matrix[start + column]) * embedding[column]
                        column += 1
                    }
                    return sums.sum()
                }
            }
        }
    }
}
