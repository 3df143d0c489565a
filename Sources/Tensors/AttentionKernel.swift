private import CKernels

/// One query row and the keys it may attend to: the unit of work of the attention kernel.
///
/// All tensors are [rows, …] with `heads · headDim` numbers for this attention in each row, beginning at the given column
/// (so that fused query/key/value products need no split).
package struct AttentionRow {
    package var queries: TensorRow
    /// Row 0 of the keys and values; key j stands in row `slots[j]`, or in row j without slots.
    package var keys: TensorRow
    package var values: TensorRow
    /// Row numbers of the keys, in order; kept alive by the caller until the kernel returns.
    package var slots: SlotTable?
    /// 0 is legal and gives zeros.
    package var keyCount: Int
    /// Added to the scaled scores: [heads, ≥ keyCount], rows `biasStride` apart (relative positions). nil: none.
    package var bias: TensorRow?
    /// Where the weights of this row go, [heads, keyCount] with heads `weightsStride` numbers apart; nil: nowhere.
    package var weights: TensorRow?
    package var weightsStride = 0
    /// Where the scaled scores before softmax go, laid out as the weights; nil: nowhere.
    package var scores: TensorRow?

    package init(queries: TensorRow, keys: TensorRow, values: TensorRow, slots: SlotTable? = nil, keyCount: Int) {
        self.queries = queries
        self.keys = keys
        self.values = values
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
}

/// Row numbers of a sequence's keys in its cache, one per position: reordering beams copies this, never the floats.
package struct SlotTable: @unchecked Sendable {
    package init(_ slots: [Int32] = []) { fatalError("interface") }
    package var count: Int { fatalError("interface") }
    package subscript(_ position: Int) -> Int32 { fatalError("interface") }
    /// A table with the same slots and one more. Shares nothing that a later append could disturb.
    package func appending(_ slot: Int32) -> SlotTable { fatalError("interface") }
}

/// For each row and head: weights = softmax(scale · queries · keysᵀ + bias), outputs = weights · values (Vaswani et al. 2017, eq. 1).
///
/// A row's result depends on its own numbers alone, not on the other rows, on the threads, or on whether weights are asked for.
/// - rows: the i-th writes row i of the result.
/// - scale: usually 1/√headDim
/// - Returns: [rows.count, heads · headDim]
package func attention(_ rows: [AttentionRow], heads: Int, headDim: Int, scale: Float) -> Tensor {
    fatalError("interface")
}
