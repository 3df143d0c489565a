private import CKernels

extension Tensor {
    /// self += other, element by element, in place. Shapes are equal.
    package func add(_ other: Tensor) {
        precondition(shape == other.shape, "adding \(other.shape.dimensions) to \(shape.dimensions)")
        if isHollow { return }
        withExtendedLifetime((self, other)) { heed_add(pointer, other.pointer, count) }
    }
    /// In place.
    package func multiply(by factor: Float) {
        if isHollow { return }
        withExtendedLifetime(self) { heed_scale(pointer, factor, count) }
    }
    /// In place.
    package func apply(_ activation: Activation) {
        withExtendedLifetime(self) { heed_activate(pointer, count, activation.kernel) }
    }

    /// activation(first half of each row) · second half: the gate of a gated linear unit (Shazeer 2020).
    /// - self: [rows, 2 · size]
    /// - Returns: [rows, size]
    package func gated(by activation: Activation) -> Tensor {
        precondition(shape.rank == 2 && shape[1] % 2 == 0, "a gate of \(shape.dimensions)")
        let result = Tensor(Shape(shape[0], shape[1] / 2))
        withExtendedLifetime((self, result)) {
            heed_gate(result.pointer, pointer, shape[0], result.shape[1], activation.kernel)
        }
        return result
    }

    /// (x − mean) / √(variance + epsilon) · gain + bias for each row (Ba et al. 2016).
    /// - self: [rows, size]; gain, bias: [size]
    package func layerNorm(gain: Tensor, bias: Tensor?, epsilon: Float) -> Tensor {
        checkNorm(gain)
        if let bias { checkNorm(bias) }
        let result = Tensor(shape)
        withExtendedLifetime((self, gain, bias, result)) {
            heed_layer_norm(result.pointer, pointer, gain.pointer, bias?.pointer, rowCount, shape.last, epsilon)
        }
        return result
    }
    /// x / √(mean(x²) + epsilon) · gain for each row (Zhang & Sennrich 2019).
    /// - self: [rows, size]; gain: [size]
    package func rmsNorm(gain: Tensor, epsilon: Float) -> Tensor {
        checkNorm(gain)
        let result = Tensor(shape)
        withExtendedLifetime((self, gain, result)) {
            heed_rms_norm(result.pointer, pointer, gain.pointer, rowCount, shape.last, epsilon)
        }
        return result
    }

    /// Softmax of each row of [rows, size], in place.
    package func softmaxRows() {
        withExtendedLifetime(self) { heed_softmax(pointer, rowCount, shape.last) }
    }
    /// log-softmax of each row of [rows, size], in place.
    package func logSoftmaxRows() {
        withExtendedLifetime(self) { heed_log_softmax(pointer, rowCount, shape.last) }
    }

    /// Rows `ids` of the table times `scale`; ids are checked by the caller to be inside the table (a precondition).
    /// - self: the table, [vocabularySize, hiddenSize]
    /// - Returns: [ids.count, hiddenSize]
    package func gatherRows(_ ids: [Int32], scale: Float) -> Tensor {
        precondition(shape.rank == 2, "a table of \(shape.dimensions)")
        precondition(ids.allSatisfy { $0 >= 0 && Int($0) < shape[0] }, "an id outside a table of \(shape.dimensions)")
        let result = Tensor(Shape(ids.count, shape[1]))
        withExtendedLifetime((self, result)) {
            heed_gather(result.pointer, pointer, ids, ids.count, shape[1], scale)
        }
        return result
    }

    /// Sum of exponentials in the log domain: log Σ exp(x) over one row of [rows, size].
    package func logSumExp(row: Int) -> Float {
        withExtendedLifetime(self) { heed_log_sum_exp(start(of: row), shape.last) }
    }
    /// Index of the largest value of a row, the first of equals. NaN counts as −∞.
    package func argmax(row: Int) -> Int {
        withExtendedLifetime(self) { heed_argmax(start(of: row), shape.last) }
    }
    /// The k largest of a row, largest first; of equals the smaller index first. NaN counts as −∞. k ≤ size.
    package func topK(row: Int, k: Int) -> [(index: Int, value: Float)] {
        precondition(k >= 0 && k <= shape.last, "the \(k) largest of \(shape.last) numbers")
        return withUnsafeTemporaryAllocation(of: heed_ranked.self, capacity: k) { best in
            withExtendedLifetime(self) { heed_top_k(start(of: row), shape.last, best.baseAddress, k) }
            return best.map { (Int($0.index), $0.value) }
        }
    }

    /// Rows of the last dimension's size.
    private var rowCount: Int { shape.last == 0 ? 0 : count / shape.last }

    private func start(of row: Int) -> UnsafeMutablePointer<Float> {
        precondition(row >= 0 && row < rowCount && shape.last <= Int(Int32.max), "row \(row) of \(shape.dimensions)")
        return pointer + row * shape.last
    }

    private func checkNorm(_ parameter: Tensor) {
        precondition(
            parameter.count == shape.last,
            "a norm with \(parameter.shape.dimensions) of \(shape.dimensions)")
    }
}

/// Fixed sinusoids (Vaswani et al. 2017) in Marian's layout: sines of all frequencies, then cosines.
/// angle(position, i) = position / 10000^(2i / hiddenSize), computed in double precision.
/// - Returns: [positions, hiddenSize]
package func sinusoidalPositions(positions: Int, hiddenSize: Int) -> Tensor {
    let result = Tensor(Shape(positions, hiddenSize))
    withExtendedLifetime(result) { heed_sinusoidal_positions(result.pointer, positions, hiddenSize) }
    return result
}

/// The sinusoids of fairseq: sines of position / 10000^(i / (n − 1)) for i in 0..<n with n = hiddenSize / 2, then the cosines,
/// then 0 if hiddenSize is odd, computed in float32.
/// - hiddenSize: at least 4
/// - Returns: [positions, hiddenSize]
package func fairseqPositions(positions: Int, hiddenSize: Int) -> Tensor {
    precondition(hiddenSize >= 4, "sinusoids of size \(hiddenSize)")
    let result = Tensor(Shape(positions, hiddenSize))
    withExtendedLifetime(result) { heed_fairseq_positions(result.pointer, positions, hiddenSize) }
    return result
}
