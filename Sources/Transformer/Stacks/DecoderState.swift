package import Tensors

/// One request's place in the decoder: what it attends to, what it has cached, and the rows of its coming step.
///
/// A state belongs to the thread that runs the decoder. A beam's history is a table of cache slots, so that reordering beams moves
/// no floats; the attention maps of an output are read back along the path that its search reports.
package final class DecoderState {
    /// A row of the coming step.
    package struct Row {
        package let token: Int32
        package let position: Int
        /// Where this row's key and value go.
        package let slot: Int
        /// Slots of its keys, its own last; nil when they are 0...position.
        package let slots: SlotTable?
    }

    /// For each decoder layer the source's keys and values.
    package let source: [KeysAndValues]
    package let sourceLength: Int
    package let cache: KeyValueCache
    /// Step 0 has one row for each prompt token, later ones a row for each continuation.
    package private(set) var rows: [Row]
    /// Those of the step before.
    private var lastRows: [Row] = []
    private var slotCount: Int
    private let capture: DecoderCapture?

    /// - source: for each decoder layer the source's projected keys and values, [sourceLength, 2 · innerSize]
    /// - prompt: decoder inputs of the first step, not empty
    package init(source: [Tensor], prompt: [Int32], size: AttentionSize, attention: AttentionSelection) {
        precondition(!prompt.isEmpty)
        self.source = source.map { KeysAndValues($0, heads: size.heads, headDim: size.headDim) }
        sourceLength = source.first?.shape[0] ?? 0
        cache = KeyValueCache(layers: source.count, size: size, capacity: max(16, prompt.count))
        rows = prompt.enumerated().map { Row(token: $1, position: $0, slot: $0, slots: nil) }
        slotCount = prompt.count
        if attention.decoder != nil || attention.cross != nil {
            capture = DecoderCapture(
                decoder: attention.decoder, cross: attention.cross, heads: size.heads, sourceLength: sourceLength)
        } else {
            capture = nil
        }
        capture?.begin(rowCount: rows.count, keyCount: rows.count)
    }

    /// Sets up the next step, of `count` rows: row i appends a token to what a parent, a row of the last step, had.
    /// - isFirst: the last step was the prompt, whose last row is continued whatever is said of parents.
    /// - choice: of row i
    package func advance(_ count: Int, isFirst: Bool, choice: (_ index: Int) -> (token: Int32, parent: Int)) {
        swap(&rows, &lastRows)
        rows.removeAll(keepingCapacity: true)
        let position = (lastRows.last?.position ?? -1) + 1
        let continuesOneRow = count == 1 && slotCount == position
        for index in 0..<count {
            let (token, parent) = choice(index)
            let slot = slotCount + index
            let from = lastRows[isFirst ? lastRows.count - 1 : parent]
            let slots: SlotTable? =
                continuesOneRow
                ? nil
                : (from.slots ?? SlotTable((0..<Int32(position)).map { $0 })).appending(Int32(slot))
            rows.append(Row(token: token, position: position, slot: slot, slots: slots))
        }
        slotCount += count
        cache.reserve(slotCount)
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
