private import CKernels

/// One query row and the keys it may attend to: the unit of work of the attention kernel.
///
/// Tensors are [rows, …] with `heads · headDim` numbers for this attention in each row, beginning at the given column (so
/// that fused query/key/value products need no split), or keys and values by head.
package struct AttentionRow {
    package var queries: TensorRow
    /// Row 0 of the keys and values; key j stands in row `slots[j]`, or in row j without slots.
    package var keys: TensorRow
    package var values: TensorRow
    /// Whether keys and values stand in tensors of [heads, rows, headDim], of which `keys` and `values` are the first head:
    /// for keys that few queries read at once, which then come from memory in one piece.
    private let isByHead: Bool
    /// Row numbers of the keys, in order; kept alive by the caller until the kernel returns.
    package var slots: SlotTable?
    /// 0 is legal and gives zeros.
    package var keyCount: Int
    /// One of the queries of a whole sequence, which all see the same keys. Computed in another order, and so with other last bits, than
    /// one of the queries that come one after the other: a property of the row, whatever is computed beside it.
    package var isOfWholeSequence = false
    /// Added to the scaled scores (relative positions): the first head's bias for key 0. Keys stand side by side, heads
    /// the size of the tensor's last dimension apart: [heads, ≥ keyCount] or [queries, heads, ≥ keyCount]. nil: none.
    package var bias: TensorRow?
    /// Where the weights of this row go, [heads, keyCount] with heads `weightsStride` numbers apart; nil: nowhere.
    package var weights: TensorRow?
    package var weightsStride = 0
    /// Where the scaled scores before softmax go, laid out as the weights; nil: nowhere.
    package var scores: TensorRow?

    package init(queries: TensorRow, keys: TensorRow, values: TensorRow, slots: SlotTable? = nil, keyCount: Int) {
        self.init(queries: queries, keys: keys, values: values, isByHead: false, slots: slots, keyCount: keyCount)
    }

    /// Of keys and values by head.
    package init(queries: TensorRow, _ source: KeysAndValues, slots: SlotTable? = nil, keyCount: Int) {
        self.init(
            queries: queries, keys: source.firstKeys, values: source.firstValues, isByHead: true, slots: slots,
            keyCount: keyCount)
    }

    private init(
        queries: TensorRow, keys: TensorRow, values: TensorRow, isByHead: Bool, slots: SlotTable?, keyCount: Int
    ) {
        self.queries = queries
        self.keys = keys
        self.values = values
        self.isByHead = isByHead
        self.slots = slots
        self.keyCount = keyCount
    }
}

/// A place in a tensor: a row, and a column in it.
package struct TensorRow {
    package var tensor: Tensor
    package var row: Int
    package var column: Int
    package init(_ tensor: Tensor, row: Int = 0, column: Int = 0) {
        self.tensor = tensor
        self.row = row
        self.column = column
    }

    private var offset: Int { row * tensor.shape.rowSize + column }

    /// The place, if `width` numbers from it on are in its row and the `rows` rows after its own exist.
    func start(width: Int, following rows: Int = 0) -> UnsafeMutablePointer<Float> {
        precondition(
            row >= 0 && column >= 0 && row + rows < tensor.shape[0] && column + width <= tensor.shape.rowSize,
            "\(width) numbers at row \(row), column \(column), and \(rows) more rows, of \(tensor.shape.dimensions)")
        return tensor.pointer + offset
    }

    /// The place, if `heads` pieces of `width` numbers, `stride` apart, are in the tensor.
    fileprivate func start(heads: Int, width: Int, stride: Int) -> UnsafeMutablePointer<Float> {
        precondition(
            row >= 0 && column >= 0 && (heads == 1 || stride >= width)
                && offset + (heads - 1) * stride + width <= tensor.count,
            "\(heads) heads of \(width), \(stride) apart, at row \(row), column \(column) of \(tensor.shape.dimensions)"
        )
        return tensor.pointer + offset
    }
}

/// For each row and head: weights = softmax(scale · queries · keysᵀ + bias), outputs = weights · values (Vaswani et al.
/// 2017, eq. 1).
///
/// A row's result depends on its own numbers alone, not on the other rows, on the threads, or on whether weights are
/// asked for.
/// - rows: the i-th writes row i of the result.
/// - scale: usually 1/√headDim
/// - Returns: [rows.count, heads · headDim]
package func attention(_ rows: [AttentionRow], heads: Int, headDim: Int, scale: Float) -> Tensor {
    precondition(heads > 0 && headDim > 0, "attention with \(heads) heads of \(headDim)")
    let result = Tensor(Shape(rows.count, heads * headDim))
    var form = heed_attention_form(heads: heads, head_dim: headDim, scale: scale)
    let scratch = Tensor(Shape(heed_attention_scratch(rows.reduce(0) { max($0, $1.keyCount) }, &form)))
    let rowMemory = Tensor(
        Shape(rows.count * MemoryLayout<heed_attention_row>.stride / MemoryLayout<Float>.stride))
    withExtendedLifetime((rows, result, scratch, rowMemory)) {
        rowMemory.pointer.withMemoryRebound(to: heed_attention_row.self, capacity: rows.count) { kernelRows in
            for (place, row) in rows.enumerated() { kernelRows[place] = row.kernelRow(heads: heads, headDim: headDim) }
            heed_attention(result.pointer, kernelRows, rows.count, &form, scratch.pointer, scratch.count)
        }
    }
    return result
}

extension AttentionRow {
    /// The row as the kernel takes it; valid as long as the row is kept alive.
    fileprivate func kernelRow(heads: Int, headDim: Int) -> heed_attention_row {
        precondition(
            keyCount >= 0 && keyCount <= slots?.count ?? keyCount, "\(keyCount) keys in \(slots?.count ?? 0) slots")
        let width = heads * headDim
        var row = heed_attention_row()
        row.queries = UnsafePointer(queries.start(width: width))
        guard keyCount > 0 else { return row }
        // Of a table longer than keyCount all slots are checked: they all are rows of the cache.
        let lastKey = slots.map { Int($0.largest) } ?? keyCount - 1
        if isByHead {
            let (headStride, reach) = (keys.tensor.shape.rowSize, (lastKey + 1) * headDim)
            row.keys = UnsafePointer(keys.start(heads: heads, width: reach, stride: headStride))
            row.values = UnsafePointer(values.start(heads: heads, width: reach, stride: headStride))
            (row.keys_stride, row.values_stride, row.head_stride) = (headDim, headDim, headStride)
        } else {
            row.keys = UnsafePointer(keys.start(width: width, following: lastKey))
            row.values = UnsafePointer(values.start(width: width, following: lastKey))
            (row.keys_stride, row.values_stride) = (keys.tensor.shape.rowSize, values.tensor.shape.rowSize)
            row.head_stride = headDim
        }
        row.slots = slots?.pointer
        row.key_count = keyCount
        row.whole = isOfWholeSequence && slots == nil
        if let bias {
            row.bias_stride = bias.tensor.shape.last
            row.bias = UnsafePointer(bias.start(heads: heads, width: keyCount, stride: row.bias_stride))
        }
        row.weights_stride = weightsStride
        row.weights = weights?.start(heads: heads, width: keyCount, stride: weightsStride)
        row.scores = scores?.start(heads: heads, width: keyCount, stride: weightsStride)
        return row
    }
}
