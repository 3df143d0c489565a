/// The attention mechanism itself, on numbers that are given.
package struct AttendTask: Sendable {
    package var queries: NumberGrid
    package var keys: NumberGrid
    package var values: NumberGrid
    package var mask = AttentionMask.none
    /// Factor of the scores; nil: 1/√dim of the keys.
    package var scale: Float?
    /// nil: what is given is attended to as it is.
    package var projections: Projections?
    /// Heads that the projected numbers are split into; nil: one.
    package var heads: Int?

    package init(queries: NumberGrid, keys: NumberGrid, values: NumberGrid) {
        self.queries = queries
        self.keys = keys
        self.values = values
    }

    /// What cannot go together.
    package func check() throws(Problem) {
        guard heads == nil || projections != nil else {
            throw .noEffect(
                .heads,
                "\(.heads) has no effect without projections: send \(.queries), \(.keys) and \(.values) as [heads][rows][dim]."
            )
        }
    }
}

/// Numbers in row-major order: [rows][dim], or [heads][rows][dim].
package struct NumberGrid: Sendable, Equatable {
    /// nil: given without the axis of heads.
    package var heads: Int?
    package var rows: Int
    package var dim: Int
    package var numbers: [Float]

    package init(heads: Int?, rows: Int, dim: Int, numbers: [Float]) {
        self.heads = heads
        self.rows = rows
        self.dim = dim
        self.numbers = numbers
    }

    package var shapeText: String { (heads.map { "[\($0)]" } ?? "") + "[\(rows)][\(dim)]" }
}

/// Which keys a query may attend to.
package enum AttentionMask: Sendable, Equatable {
    case none
    /// Query i attends to the keys 0...i, also where there are more keys than queries (as PyTorch's `is_causal` has it).
    case causal
    /// [queries][keys]
    case allowed([[Bool]])
}

/// The linear layers of a multi-head attention block; one that is nil changes nothing.
package struct Projections: Sendable {
    package struct Layer: Sendable {
        /// [outputs][inputs]
        package var weight: NumberGrid
        package var bias: [Float]?

        package init(weight: NumberGrid, bias: [Float]?) {
            self.weight = weight
            self.bias = bias
        }
    }

    package let query: Layer?
    package let key: Layer?
    package let value: Layer?
    package let output: Layer?

    package init(query: Layer?, key: Layer?, value: Layer?, output: Layer?) {
        self.query = query
        self.key = key
        self.value = value
        self.output = output
    }
}

/// What a linear layer of a multi-head attention block is applied to.
package enum ProjectionRole: String, Sendable { case query, key, value, output }
