private import CKernels

extension Tensor {
    /// self += other, element by element, in place. Shapes are equal.
    package func add(_ other: Tensor) { fatalError("interface") }
    /// In place.
    package func multiply(by factor: Float) { fatalError("interface") }
    /// In place.
    package func apply(_ activation: Activation) { fatalError("interface") }

    /// (x − mean) / √(variance + epsilon) · gain + bias for each row (Ba et al. 2016).
    /// - self: [rows, size]; gain, bias: [size]
    package func layerNorm(gain: Tensor, bias: Tensor?, epsilon: Float) -> Tensor { fatalError("interface") }
    /// x / √(mean(x²) + epsilon) · gain for each row (Zhang & Sennrich 2019).
    package func rmsNorm(gain: Tensor, epsilon: Float) -> Tensor { fatalError("interface") }

    /// Softmax of each row of [rows, size], in place.
    package func softmaxRows() { fatalError("interface") }
    /// log-softmax of each row of [rows, size], in place.
    package func logSoftmaxRows() { fatalError("interface") }

    /// Rows `ids` of the table times `scale`; ids are checked by the caller to be inside the table (a precondition).
    /// - self: the table, [vocabularySize, hiddenSize]
    /// - Returns: [ids.count, hiddenSize]
    package func gatherRows(_ ids: [Int32], scale: Float) -> Tensor { fatalError("interface") }

    /// Sum of exponentials in the log domain: log Σ exp(x) over one row of [rows, size].
    package func logSumExp(row: Int) -> Float { fatalError("interface") }
    /// Index of the largest value of a row, the first of equals.
    package func argmax(row: Int) -> Int { fatalError("interface") }
    /// The k largest of a row, largest first; of equals the smaller index first. NaN counts as −∞. k ≤ size.
    package func topK(row: Int, k: Int) -> [(index: Int, value: Float)] { fatalError("interface") }
    /// The k largest over all of the tensor's numbers taken as one row.
    package func topK(_ k: Int) -> [(index: Int, value: Float)] { fatalError("interface") }
}

/// Fixed sinusoids (Vaswani et al. 2017) in Marian's layout: sines of all frequencies, then cosines.
/// angle(position, i) = position / 10000^(2i / hiddenSize), computed in double precision.
/// - Returns: [positions, hiddenSize]
package func sinusoidalPositions(positions: Int, hiddenSize: Int) -> Tensor { fatalError("interface") }
