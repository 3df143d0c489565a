package import Tensors

/// The rows of one decoder step over several states, ragged. Made once and used for step after step: its lists keep their room.
///
/// Belongs to the thread that runs the decoder.
package final class DecoderStep {
    package struct Row {
        package let state: DecoderState
        /// Which row of its state this is.
        package let rowInState: Int
        package let position: Int
        package let slot: Int
        package let slots: SlotTable?
    }

    package private(set) var rows: [Row] = []
    /// Token and position of each row.
    private var tokens: [Int32] = []
    private(set) var positions: [Int32] = []
    private var positionRows: [Int32] = []
    /// What the attention in progress reads: rows of a layer, filled and emptied by it.
    private var attentionRows: [AttentionRow] = []

    /// - states: those of the first step
    package init(_ states: [DecoderState] = []) {
        for state in states { add(state) }
    }

    /// Leaves out all states.
    package func removeAll() {
        rows.removeAll(keepingCapacity: true)
        tokens.removeAll(keepingCapacity: true)
        positions.removeAll(keepingCapacity: true)
    }

    /// Takes in the coming rows of a state.
    /// - Returns: which rows of the step they are
    @discardableResult package func add(_ state: DecoderState) -> Range<Int> {
        let first = rows.count
        for (index, row) in state.rows.enumerated() {
            rows.append(
                Row(state: state, rowInState: index, position: row.position, slot: row.slot, slots: row.slots))
            tokens.append(row.token)
            positions.append(Int32(row.position))
        }
        return first..<rows.count
    }

    /// - Returns: [rows, hiddenSize]
    func embedded(by embedding: Embedding) -> Tensor {
        embedding(tokens, at: positions, positionRows: &positionRows)
    }

    /// Attention of all rows to what `keys` says for each.
    /// - queries: [rows, …] with `size.innerSize` numbers from column 0 on
    /// - Returns: [rows, innerSize]
    func attend(_ queries: Tensor, _ size: AttentionSize, keys: (Row, TensorRow) -> AttentionRow) -> Tensor {
        defer { attentionRows.removeAll(keepingCapacity: true) }
        for (index, row) in rows.enumerated() { attentionRows.append(keys(row, TensorRow(queries, row: index))) }
        return attention(attentionRows, heads: size.heads, headDim: size.headDim, scale: size.scale)
    }
}
