private import Tensors

/// The attention weights of all steps of a decoder state, kept until the search knows which rows were worth it.
final class DecoderCapture {
    private let decoder: AttentionSelection.Selected?
    private let cross: AttentionSelection.Selected?
    private let heads: Int
    private let sourceLength: Int
    private var decoderSteps: [CaptureBuffer] = []
    private var crossSteps: [CaptureBuffer] = []

    /// nil where nothing is wanted of the decoder.
    init?(_ captured: AttentionSelection, heads: Int, sourceLength: Int) {
        guard captured.decoder != nil || captured.cross != nil else { return nil }
        decoder = captured.decoder
        cross = captured.cross
        self.heads = heads
        self.sourceLength = sourceLength
    }

    /// Numbers of the weights of all heads in all steps, and of the maps of the outputs.
    static func size(_ captured: AttentionSelection, heads: Int, _ shape: DecodingShape) -> Double {
        let (prompt, length, source) = (Double(shape.promptLength), Double(shape.length), Double(shape.sourceLength))
        func size(_ selected: AttentionSelection.Selected?, weights: Double, mapOfHead: Double) -> Double {
            guard let selected else { return 0 }
            return Double(selected.layers.count)
                * (Double(heads) * weights + Double(shape.sequences) * Double(selected.heads.count) * mapOfHead)
        }
        // Every row of every step has as many keys as positions so far.
        let own = prompt * prompt + Double(shape.rows) * (length * (length + 1) - prompt * (prompt + 1)) / 2
        return size(captured.decoder, weights: own, mapOfHead: length * length)
            + size(captured.cross, weights: shape.slots * source, mapOfHead: length * source)
    }

    /// - keyCount: keys of the step's longest row
    func begin(rowCount: Int, keyCount: Int) {
        if let decoder {
            decoderSteps.append(
                CaptureBuffer(layers: decoder.layers.count, heads: heads, queryCount: rowCount, keyCount: keyCount))
        }
        if let cross {
            crossSteps.append(
                CaptureBuffer(layers: cross.layers.count, heads: heads, queryCount: rowCount, keyCount: sourceLength))
        }
    }

    func decoderCapture(layer: Int) -> LayerCapture? {
        decoder?.layers.firstIndex(of: layer).flatMap { decoderSteps.last?.layer($0) }
    }

    func crossCapture(layer: Int) -> LayerCapture? {
        cross?.layers.firstIndex(of: layer).flatMap { crossSteps.last?.layer($0) }
    }

    func maps(along path: [(step: Int, row: Int)]) -> (decoder: AttentionMap?, cross: AttentionMap?) {
        (
            decoder.map { selected in
                // The token at place i was predicted from i + 1 decoder inputs, the start token among them.
                AttentionMap(selected: selected, queryCount: path.count, keyCount: path.count) { layer, head, query in
                    let entry = path[query]
                    return (decoderSteps[entry.step].row(layer: layer, head: head, query: entry.row), query + 1)
                }
            },
            cross.map { selected in
                AttentionMap(selected: selected, queryCount: path.count, keyCount: sourceLength) { layer, head, query in
                    let entry = path[query]
                    return (crossSteps[entry.step].row(layer: layer, head: head, query: entry.row), sourceLength)
                }
            }
        )
    }
}
