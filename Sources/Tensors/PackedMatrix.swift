internal import CKernels

/// How the weights of linear layers are held.
package enum WeightType: String, Sendable, CaseIterable {
    case float32
    /// Weights rounded to bfloat16; products and sums in float32.
    case bfloat16
    /// Weights as integers of ±127 with a scale for each output, inputs likewise with a scale for each row; sums are exact.
    case int8
}

/// The weights of a linear layer, [outputs, inputs], packed once for products and shared by all threads.
///
/// Hollow tensors make a hollow matrix, which computes nothing.
///
/// A row of a product has the same bits whatever other rows are computed with it, whatever the number of threads
/// and the instruction set.
package final class PackedMatrix: @unchecked Sendable {  // Immutable after init.
    package let inputs: Int
    package let outputs: Int
    package let type: WeightType
    /// nil: hollow.
    private let matrix: OpaquePointer?

    /// - weights: [outputs, inputs]
    /// - bias: [outputs]
    package convenience init(weights: Tensor, bias: Tensor?, as type: WeightType = .float32) {
        self.init(stacking: [(weights: weights, bias: bias)], as: type)
    }

    /// One matrix of several layers with the same inputs: a product gives their outputs side by side in each row.
    /// - layers: at least one; weights [outputs of the layer, inputs], bias [outputs of the layer], nil for zeros.
    package convenience init(stacking layers: [(weights: Tensor, bias: Tensor?)], as type: WeightType = .float32) {
        let stored = layers.map { (weights: StoredNumbers($0.weights), bias: $0.bias) }
        // What is in memory is readable, and weights that are not finite are the caller's.
        self.init(packing: stored, as: type) { _, _ in }
    }

    /// The same of weights that are read where they are stored, as they are packed.
    package convenience init(
        reading layers: [(weights: StoredNumbers, bias: Tensor?)], as type: WeightType
    ) throws(PackingError) {
        var failure: PackingError?
        self.init(packing: layers, as: type) { failure = PackingError(layer: $0, reason: $1) }
        if let failure { throw failure }
    }

    /// - fail: is told of the first layer whose weights are not sound; if they are unreadable, the matrix is hollow.
    private init(
        packing layers: [(weights: StoredNumbers, bias: Tensor?)], as type: WeightType,
        fail: (_ layer: Int, StoredNumbersError) -> Void
    ) {
        guard let first = layers.first else { preconditionFailure("no layers to stack") }
        let inputs = first.weights.shape[1]
        for (weights, bias) in layers {
            precondition(
                weights.shape.rank == 2 && weights.shape[1] == inputs && weights.shape.count > 0,
                "weights of \(weights.shape.dimensions) beside [\(first.weights.shape.dimensions)]")
            precondition(
                bias.map { $0.shape == Shape(weights.shape[0]) } ?? true,
                "a bias of \(bias?.shape.dimensions ?? []) for weights of \(weights.shape.dimensions)")
        }
        precondition(type == .int8 || !layers.contains { $0.weights.scales != nil }, "integers in a \(type) matrix")
        precondition(
            type != .int8 || inputs <= Self.mostQuantizedInputs,
            "\(inputs) inputs are too many for sums of int8 products")
        self.inputs = inputs
        self.type = type
        outputs = layers.reduce(0) { $0 + $1.weights.shape[0] }
        guard !layers.contains(where: { $0.weights.isHollow || $0.bias?.isHollow == true }) else {
            matrix = nil
            return
        }
        let parts = layers.map { layer in
            layer.weights.withKernelForm {
                heed_matrix_part(
                    weights: $0, scales: layer.weights.scales?.pointer, bias: layer.bias?.pointer,
                    outputs: layer.weights.shape[0])
            }
        }
        var problem = heed_packing_problem()
        matrix = withExtendedLifetime(layers) {
            heed_matrix_create(parts, parts.count, inputs, type.kernel, &problem)
        }
        let error = StoredNumbersError(problem.problem)
        precondition(matrix != nil || error != nil, "no memory for a matrix of [\(outputs), \(inputs)]")
        if let error { fail(problem.part, error) }
    }

    deinit { if let matrix { heed_matrix_free(matrix) } }

    /// Sums of more products might overflow.
    package static let mostQuantizedInputs = Int(HEED_INT8_MOST_INPUTS)

    /// Bytes that the packed weights take, with their scales and biases.
    package var byteCount: Int { matrix.map { heed_matrix_bytes($0) } ?? 0 }

    /// Whether `rows` can be asked for: not of int8.
    package var hasReadableRows: Bool { matrix.map { heed_matrix_can_gather($0) } ?? (type != .int8) }

    /// The weights of the outputs `ids`, as they are packed, times `scale`: of a matrix that is a table of vectors too.
    /// - ids: checked by the caller to be less than `outputs` (a precondition)
    /// - Returns: [ids.count, inputs]
    package func rows(_ ids: [Int32], scale: Float) -> Tensor {
        guard let matrix, hasReadableRows else { preconditionFailure("rows of a hollow matrix, or of int8") }
        precondition(ids.allSatisfy { $0 >= 0 && Int($0) < outputs }, "an id outside of \(outputs) rows")
        let result = Tensor(Shape(ids.count, inputs))
        withExtendedLifetime((self, result)) { heed_matrix_gather(matrix, result.pointer, ids, ids.count, scale) }
        return result
    }

    /// inputs · weightsᵀ + bias, then `activation`.
    /// - x: [rows, inputs]
    /// - Returns: [rows, outputs]
    package func callAsFunction(_ x: Tensor, activation: Activation? = nil) -> Tensor {
        guard let matrix else { preconditionFailure("a product with a hollow matrix") }
        precondition(
            x.shape.rank == 2 && x.shape[1] == inputs,
            "\(x.shape.dimensions) for a matrix of [\(outputs), \(inputs)]")
        let result = Tensor(Shape(x.shape[0], outputs))
        let scratch = Tensor(Shape(heed_matrix_scratch(matrix, x.shape[0])))
        withExtendedLifetime((x, result, scratch)) {
            heed_matrix_multiply(
                matrix, result.pointer, x.pointer, x.shape[0], activation?.kernel ?? HEED_NO_ACTIVATION,
                scratch.pointer)
        }
        return result
    }
}

/// Which of the layers that were to be packed together cannot be.
package struct PackingError: Error, Equatable {
    package let layer: Int
    package let reason: StoredNumbersError
}

extension WeightType {
    fileprivate var kernel: heed_number_type {
        switch self {
        case .float32: HEED_FLOAT32
        case .bfloat16: HEED_BFLOAT16
        case .int8: HEED_INT8
        }
    }
}
