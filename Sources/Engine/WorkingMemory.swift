import Decoding
import Transformer

// What a job holds at most while it is computed, the model aside. Known from counts alone, so that a job that would not fit is
// refused before any work, and no more are computed together than fit.
//
// Counts what grows with the request: activations, keys and values, captured attention, logits. Small change is left out.

extension EncodeJob {
    /// Bytes that it holds at most while it is computed.
    var workingBytes: Int {
        whole(model.encoder.bytes(for: input, capturing: captured.encoder))
    }
}

extension DecodeJob {
    /// Bytes that it holds at most while it is computed.
    var workingBytes: Int {
        var bytes = model.encoder.bytes(for: input, capturing: captured.encoder)
        if let decoder = model.decoder {
            let shape = DecodingShape(
                sourceLength: input.length, promptLength: task.promptLength,
                length: task.length(maxPositions: model.description.decoder?.maxPositions), rows: task.rowCount,
                sequences: task.sequenceCount)
            bytes += decoder.bytes(for: shape, capturing: captured)
            bytes += task.searchBytes(
                rows: shape.widestStep, slots: shape.slots, vocabularySize: decoder.vocabularySize)
        }
        return whole(bytes)
    }
}

private func whole(_ bytes: Double) -> Int { Int(min(bytes, 0x1p62)) }
