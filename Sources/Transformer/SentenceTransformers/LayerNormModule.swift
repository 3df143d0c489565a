internal import Tensors

/// Layer normalisation of an embedding (Ba et al. 2016), with the epsilon that torch has when none is given.
package struct LayerNormModule: Sendable {
    /// Numbers of an embedding.
    package let size: Int
    /// [size]
    private let gain: [Float]
    /// [size]
    private let bias: [Float]

    private static let epsilon = 1e-5

    init(_ step: ModuleList.Step) throws(ModelError) {
        size = try step.requiredConfiguration().requiredSize("dimension")
        let weights = try ModuleWeights(step)
        gain = try weights.numbers("norm.weight", Shape(size))
        bias = try weights.numbers("norm.bias", Shape(size))
        try weights.checkAllAreRead()
    }

    /// - embedding: [size]
    func callAsFunction(_ embedding: [Double]) -> [Double] {
        let mean = embedding.reduce(0, +) / Double(size)
        let variance = embedding.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(size)
        let scale = 1 / (variance + Self.epsilon).squareRoot()
        return embedding.indices.map { (embedding[$0] - mean) * scale * Double(gain[$0]) + Double(bias[$0]) }
    }
}
