package import Tensors

/// One request's place in the decoder: what its layers keep, and the rows of its coming step.
///
/// A state belongs to the thread that runs the decoder. A beam's history is a table of slots, so that reordering beams moves no
/// floats; the attention maps of an output are read back along the path that its search reports.
package final class DecoderState {
    /// A row of the coming step.
    package struct Row {
        package let token: Int32
        package let position: Int
        /// Where in the layers' states this row's part goes.
        package let slot: Int
        /// Slots of its history, its own last; nil when they are 0...position.
        package let slots: SlotTable?
    }

    /// What each decoder layer keeps.
    package private(set) var layers: [DecoderLayerState]
    package let sourceLength: Int
    /// Step 0 has one row for each prompt token, later ones a row for each continuation.
    package private(set) var rows: [Row]
    /// Those of the step before.
    private var lastRows: [Row] = []
    private var slotCount: Int
    private let capture: DecoderCapture?

    /// - layers: with room for the prompt
    /// - prompt: decoder inputs of the first step, not empty
    init(layers: [DecoderLayerState], sourceLength: Int, prompt: [Int32], capture: DecoderCapture?) {
        precondition(!prompt.isEmpty)
        self.layers = layers
        self.sourceLength = sourceLength
        self.capture = capture
        rows = prompt.enumerated().map { Row(token: $1, position: $0, slot: $0, slots: nil) }
        slotCount = prompt.count
        capture?.begin(rowCount: rows.count, keyCount: rows.count)
    }

    /// Sets up the next step, of `count` rows: row i appends a token to what its parent, a row of the last step, had. After the prompt
    /// that is the prompt's last row.
    /// - choice: of row i
    package func advance(_ count: Int, choice: (_ index: Int) -> (token: Int32, parent: Int)) {
        swap(&rows, &lastRows)
        rows.removeAll(keepingCapacity: true)
        let position = (lastRows.last?.position ?? -1) + 1
        let continuesOneRow = count == 1 && slotCount == position
        for index in 0..<count {
            let (token, parent) = choice(index)
            let slot = slotCount + index
            let slots: SlotTable? =
                continuesOneRow
                ? nil
                : (lastRows[parent].slots ?? SlotTable((0..<Int32(position)).map { $0 })).appending(Int32(slot))
            rows.append(Row(token: token, position: position, slot: slot, slots: slots))
        }
        slotCount += count
        for layer in layers.indices { layers[layer].mixer.reserve(slotCount) }
        capture?.begin(rowCount: rows.count, keyCount: position + 1)
    }

    /// Where the coming step's self-attention weights of a layer go; nil when they are not wanted.
    package func decoderCapture(layer: Int) -> LayerCapture? { capture?.decoderCapture(layer: layer) }
    /// Where the coming step's cross-attention weights of a layer go; nil when they are not wanted.
    package func crossCapture(layer: Int) -> LayerCapture? { capture?.crossCapture(layer: layer) }

    /// The maps of an output, read along its path.
    /// - path: for each output token the step and row that predicted it
    package func attentionMaps(
        along path: [(step: Int, row: Int)]
    ) -> (decoder: AttentionMap?, cross: AttentionMap?) {
        capture?.maps(along: path) ?? (nil, nil)
    }
}
