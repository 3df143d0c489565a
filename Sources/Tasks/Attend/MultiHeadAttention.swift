import Tensors

/// One attention on a client's numbers, checked and laid out for the kernel that the models use.
package struct MultiHeadAttention {
    /// The most numbers that a projection or the queries' outputs may have, so that a small request cannot ask for a huge product.
    private static let maxProjectedNumbers = 1 << 24

    package let heads: Int
    package let queryCount: Int
    package let keyCount: Int
    /// Numbers of a head's keys, and of its values.
    let keyDim: Int
    let valueDim: Int
    /// The kernel has one dimension for both: the smaller is padded with zeros, which change neither scores nor outputs.
    private let headDim: Int
    /// [rows, heads · headDim]
    private let queries: Tensor
    private let keys: Tensor
    private let values: Tensor
    private let mask: AttentionMask
    private let scale: Float
    private let output: Projections.Layer?
    /// Whether the client's numbers have an axis of heads, and so have the outputs.
    package let outputsHaveHeads: Bool
    /// Whether there is an axis of heads in weights and scores.
    package let weightsHaveHeads: Bool

    package struct Result {
        /// [queries, outputs], or [heads, queries, valueDim]
        package let outputs: [Float]
        package let outputShape: [Int]
        /// [heads, queries, keys]; 0 where masked.
        package let weights: [Float]
        /// As `weights`; NaN where masked. nil when not asked for.
        package let scores: [Float]?
    }

    /// - Throws: shapes that do not fit each other, with the field that is at fault.
    package init(_ task: AttendTask, _ deadline: Deadline) throws(Problem) {
        try task.check()
        try deadline.check()
        guard task.keys.rows == task.values.rows else {
            throw .invalid(
                Place(.values),
                "\(.values) has \(task.values.rows) rows, and \(.keys) has \(task.keys.rows): there must be one value for each key."
            )
        }
        let parts: (queries: NumberGrid, keys: NumberGrid, values: NumberGrid)
        if let projections = task.projections {
            let heads = task.heads ?? 1
            func project(
                _ part: Place.Part, _ grid: NumberGrid, _ layer: Projections.Layer?, _ role: ProjectionRole
            ) throws(Problem) -> NumberGrid {
                try deadline.check()
                return try Self.project(part, grid, layer, heads: heads, role)
            }
            parts = (
                try project(.queries, task.queries, projections.query, .query),
                try project(.keys, task.keys, projections.key, .key),
                try project(.values, task.values, projections.value, .value)
            )
        } else {
            parts = (task.queries, task.keys, task.values)
        }
        for (part, grid) in [(Place.Part.keys, parts.keys), (.values, parts.values)]
        where grid.heads != parts.queries.heads {
            throw .invalid(
                Place(part),
                "\(part) is \(grid.shapeText), and \(.queries) is \(parts.queries.shapeText): both must have the same heads."
            )
        }
        guard parts.keys.dim == parts.queries.dim else {
            throw .invalid(
                Place(.keys),
                "Each key has \(parts.keys.dim) numbers for a head, and each query \(parts.queries.dim): they must be equally long."
            )
        }
        heads = parts.queries.heads ?? 1
        queryCount = parts.queries.rows
        keyCount = parts.keys.rows
        keyDim = parts.keys.dim
        valueDim = parts.values.dim
        headDim = max(keyDim, valueDim)
        // Keys and values have as many rows as each other, so that padding one to the other is never more than was sent.
        if valueDim > keyDim {
            let (count, overflows) = queryCount.multipliedReportingOverflow(by: heads * headDim)
            guard !overflows, count <= Self.maxProjectedNumbers else {
                throw .invalid(
                    Place(.values),
                    "\(.values) has \(heads * valueDim) numbers in a row: for \(queryCount) queries that would give more than "
                        + "\(Self.maxProjectedNumbers) numbers.")
            }
        }
        queries = Self.interleaved(parts.queries, headDim: headDim)
        keys = Self.interleaved(parts.keys, headDim: headDim)
        values = Self.interleaved(parts.values, headDim: headDim)
        scale = task.scale ?? 1 / Float(keyDim).squareRoot()
        mask = task.mask
        output = task.projections?.output
        outputsHaveHeads = task.projections == nil && parts.queries.heads != nil
        weightsHaveHeads = parts.queries.heads != nil
        if case .allowed(let rows) = mask {
            guard rows.count == queryCount else {
                throw .invalid(Place(.mask), "\(.mask) has \(rows.count) rows for \(queryCount) queries.")
            }
            if let index = rows.firstIndex(where: { $0.count != keyCount }) {
                let place = Place(.mask, item: index)
                throw .invalid(place, "\(place) has \(rows[index].count) booleans for \(keyCount) keys.")
            }
        }
        if let output {
            guard output.weight.dim == heads * valueDim else {
                throw .invalid(
                    Place(.projection(.output)),
                    "\(.projection(.output)) has rows of \(output.weight.dim) numbers; the concatenated heads have \(heads * valueDim)."
                )
            }
            try Self.checkProduct(rows: queryCount, output, .output)
        }
    }

    /// Numbers of the result, for the size of the reply.
    package func resultNumbers(withScores: Bool) -> Double {
        let cells = Double(heads) * Double(queryCount) * Double(keyCount)
        return cells * (withScores ? 2 : 1) + Double(queryCount) * Double(output?.weight.rows ?? heads * valueDim)
    }

    package func callAsFunction(withScores: Bool, _ deadline: Deadline) throws(Problem) -> Result {
        try deadline.check()
        let width = heads * keyCount
        let weights = Tensor(zeros: Shape(queryCount, width))
        let scores = withScores ? Tensor(zeros: Shape(queryCount, width)) : nil
        let visible = (0..<queryCount).map(visibleKeys)
        let rows = visible.enumerated().map { index, visible in
            var row = AttentionRow(
                queries: TensorRow(queries, row: index), keys: TensorRow(keys), values: TensorRow(values),
                slots: visible.slots.map { SlotTable($0) }, keyCount: visible.count)
            row.weights = TensorRow(weights, row: index)
            row.weightsStride = visible.count
            row.scores = scores.map { TensorRow($0, row: index) }
            return row
        }
        let attended = attention(rows, heads: heads, headDim: headDim, scale: scale)
        try deadline.check()
        let outputs = outputs(from: attended)
        try deadline.check()
        return Result(
            outputs: outputs, outputShape: outputShape,
            weights: scattered(weights, visible, masked: 0), scores: scores.map { scattered($0, visible, masked: .nan) }
        )
    }

    /// The keys of a query: the first `count`, or those of `slots`.
    private func visibleKeys(query: Int) -> (count: Int, slots: [Int32]?) {
        switch mask {
        case .none: return (keyCount, nil)
        case .causal: return (min(query + 1, keyCount), nil)
        case .allowed(let rows):
            let slots = rows[query].indices.filter { rows[query][$0] }.map { Int32($0) }
            return (slots.count, slots)
        }
    }

    /// From the kernel's [queries][heads · visible keys] to [heads][queries][keys].
    private func scattered(_ compact: Tensor, _ visible: [(count: Int, slots: [Int32]?)], masked: Float) -> [Float] {
        var full = [Float](repeating: masked, count: heads * queryCount * keyCount)
        compact.withNumbers { numbers in
            for (query, (count, slots)) in visible.enumerated() {
                for head in 0..<heads {
                    let from = query * heads * keyCount + head * count
                    let to = (head * queryCount + query) * keyCount
                    for position in 0..<count {
                        full[to + (slots.map { Int($0[position]) } ?? position)] = numbers[from + position]
                    }
                }
            }
        }
        return full
    }

    private var outputShape: [Int] {
        if let output { return [queryCount, output.weight.rows] }
        return outputsHaveHeads ? [heads, queryCount, valueDim] : [queryCount, heads * valueDim]
    }

    /// - attended: [queries, heads · headDim]
    private func outputs(from attended: Tensor) -> [Float] {
        var numbers = [Float](repeating: 0, count: queryCount * heads * valueDim)
        attended.withNumbers { padded in
            for query in 0..<queryCount {
                for head in 0..<heads {
                    let from = (query * heads + head) * headDim
                    let to = (outputsHaveHeads ? head * queryCount + query : query * heads + head) * valueDim
                    for column in 0..<valueDim { numbers[to + column] = padded[from + column] }
                }
            }
        }
        guard let output else { return numbers }
        return Self.product(Tensor(Shape(queryCount, heads * valueDim), numbers), output).array()
    }

    /// A linear layer on [rows][dim], split into heads: [heads][rows][dim / heads].
    private static func project(
        _ part: Place.Part, _ grid: NumberGrid, _ layer: Projections.Layer?, heads: Int, _ role: ProjectionRole
    ) throws(Problem) -> NumberGrid {
        guard grid.heads == nil else {
            throw .invalid(
                Place(part), "\(part) must be [rows][dim] together with projections, not \(grid.shapeText).")
        }
        var projected = Tensor(Shape(grid.rows, grid.dim), grid.numbers)
        if let layer {
            guard layer.weight.dim == grid.dim else {
                throw .invalid(
                    Place(.projection(role)),
                    "\(.projection(role)) has rows of \(layer.weight.dim) numbers, and \(part) has rows of \(grid.dim)."
                )
            }
            try checkProduct(rows: grid.rows, layer, role)
            projected = product(projected, layer)
        }
        let width = projected.shape[1]
        guard width.isMultiple(of: heads) else {
            throw .invalid(
                Place(.heads),
                "\(.heads): the projected \(part) have \(width) numbers, which \(heads) heads cannot share.")
        }
        let dim = width / heads
        var numbers = [Float](repeating: 0, count: grid.rows * width)
        projected.withNumbers { source in
            for row in 0..<grid.rows {
                for column in 0..<width {
                    numbers[(column / dim * grid.rows + row) * dim + column % dim] = source[row * width + column]
                }
            }
        }
        return NumberGrid(heads: heads, rows: grid.rows, dim: dim, numbers: numbers)
    }

    private static func checkProduct(
        rows: Int, _ layer: Projections.Layer, _ role: ProjectionRole
    ) throws(Problem) {
        let (count, overflows) = rows.multipliedReportingOverflow(by: layer.weight.rows)
        guard !overflows, count <= maxProjectedNumbers else {
            throw .invalid(
                Place(.projection(role)),
                "\(.projection(role)) would give more than \(maxProjectedNumbers) numbers.")
        }
    }

    private static func product(_ rows: Tensor, _ layer: Projections.Layer) -> Tensor {
        let weight = Tensor(Shape(layer.weight.rows, layer.weight.dim), layer.weight.numbers)
        return PackedMatrix(weights: weight, bias: layer.bias.map { Tensor(Shape($0.count), $0) })(rows)
    }

    /// [heads][rows][dim] as [rows, heads · headDim], padded with zeros.
    private static func interleaved(_ grid: NumberGrid, headDim: Int) -> Tensor {
        let heads = grid.heads ?? 1
        let tensor = Tensor(zeros: Shape(grid.rows, heads * headDim))
        tensor.withMutableNumbers { numbers in
            for head in 0..<heads {
                for row in 0..<grid.rows {
                    let from = (head * grid.rows + row) * grid.dim
                    let to = (row * heads + head) * headDim
                    for column in 0..<grid.dim { numbers[to + column] = grid.numbers[from + column] }
                }
            }
        }
        return tensor
    }
}
