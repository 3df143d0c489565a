import Decoding
import Transformer

/// What a job holds at most while it is computed, the model aside. Known from counts alone, so that a job that would not fit is
/// refused before any work, and no more are computed together than fit.
///
/// Counts what grows with the request: activations, keys and values, captured attention, logits. Small change is left out.
private struct WorkingMemory {
    /// In floating point, which cannot overflow whatever a client asks for.
    private var numbers = 0.0

    var bytes: Int { Int(min(numbers * Double(MemoryLayout<Float>.size), 0x1p62)) }

    /// One encoder layer's activations, the output, and the captured weights of all heads beside the map of the selected ones.
    mutating func addEncoding(tokens: Int, _ model: ModelDescription, _ selected: AttentionSelection.Selected?) {
        let inner = model.encoder.innerSize ?? model.hiddenSize
        // Of a gated feed-forward layer the gate, the values and their product.
        numbers += Double(tokens) * Double(4 * model.hiddenSize + 4 * inner + 3 * model.encoder.feedForwardSize)
        if let selected {
            numbers +=
                Double(selected.layers.count) * Double(model.encoder.heads + selected.heads.count)
                * Double(tokens) * Double(tokens)
        }
    }

    /// - shape: how wide and how long the decoding becomes
    mutating func addDecoding(
        _ shape: DecodingShape, tokens: Int, hiddenSize: Int, decoder: ModelDescription.Stack,
        _ attention: AttentionSelection
    ) {
        let length = Double(shape.length)
        let prompt = Double(shape.promptLength)
        let rows = Double(shape.rows)
        let source = Double(tokens)
        // A slot for each position and beam; the cache grows by doubling.
        let slots = prompt + rows * (length - prompt)
        numbers += Double(decoder.layers) * 2 * Double(decoder.innerSize ?? hiddenSize) * (source + 2 * slots)
        // Logits, and a copy where an option changes all of them.
        numbers += max(rows, prompt) * Double(decoder.vocabularySize) * 2
        numbers += slots * Double(shape.topLogprobs) * 2

        let outputs = Double(shape.sequences)
        if let selected = attention.decoder {
            // Every row of every step has as many keys as positions so far.
            let captured = prompt * prompt + rows * (length * (length + 1) - prompt * (prompt + 1)) / 2
            numbers += Double(selected.layers.count) * Double(decoder.heads) * captured
            numbers += outputs * Double(selected.layers.count) * Double(selected.heads.count) * length * length
        }
        if let selected = attention.cross {
            numbers += Double(selected.layers.count) * Double(decoder.heads) * slots * source
            numbers += outputs * Double(selected.layers.count) * Double(selected.heads.count) * length * source
        }
    }
}

/// How wide and how long a decoding becomes at most.
private struct DecodingShape {
    /// Decoder inputs of the first step.
    let promptLength: Int
    /// Decoder inputs in all.
    let length: Int
    /// Rows of its widest step after the first.
    let rows: Int
    let sequences: Int
    let topLogprobs: Int

    init(_ task: DecodingTask, maxPositions: Int?) {
        promptLength = task.promptLength
        rows = task.rowCount
        switch task {
        case .generate(let options, _):
            // The last token of an output is never read back.
            length = max(promptLength, min(options.effectiveMaxLength - 1, maxPositions ?? .max))
            sequences = options.numReturnSequences
            topLogprobs = options.topLogprobs
        case .force(_, let options):
            length = promptLength
            sequences = 1
            topLogprobs = options.topLogprobs
        }
    }
}

extension DecodingTask {
    /// Rows of its widest decoder step after the first.
    var rowCount: Int {
        switch self {
        case .generate(let options, _): max(1, options.numBeams, options.numReturnSequences)
        case .force: 1
        }
    }

    /// Rows of its first step: decoder inputs that are known beforehand.
    var promptLength: Int {
        switch self {
        case .generate(let options, _): options.prompt.count
        case .force(let target, _): target.count
        }
    }
}

extension EncodeJob {
    /// Bytes that it holds at most while it is computed.
    var workingBytes: Int {
        var memory = WorkingMemory()
        memory.addEncoding(tokens: tokens.count, model.description, attention.encoder)
        return memory.bytes
    }
}

extension DecodeJob {
    /// Bytes that it holds at most while it is computed.
    var workingBytes: Int {
        let description = model.description
        var memory = WorkingMemory()
        memory.addEncoding(tokens: tokens.count, description, attention.encoder)
        if let decoder = description.decoder {
            memory.addDecoding(
                DecodingShape(task, maxPositions: decoder.maxPositions), tokens: tokens.count,
                hiddenSize: description.hiddenSize, decoder: decoder, attention)
        }
        return memory.bytes
    }
}
