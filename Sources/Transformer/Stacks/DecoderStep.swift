package import Tensors

/// The rows of one decoder step over several states, ragged.
package struct DecoderStep {
    package struct Row {
        package let state: DecoderState
        /// Which row of its state this is.
        package let rowInState: Int
        package let token: Int32
        package let position: Int
        package let slot: Int
        package let slots: SlotTable?
    }

    package let rows: [Row]
    /// Rows of each state, in the states' order.
    package let batch: RaggedBatch

    package init(_ states: [DecoderState]) {
        batch = RaggedBatch(lengths: states.map(\.rows.count))
        rows = states.flatMap { state in
            state.rows.enumerated().map { index, row in
                Row(
                    state: state, rowInState: index, token: row.token, position: row.position, slot: row.slot,
                    slots: row.slots)
            }
        }
    }
}
