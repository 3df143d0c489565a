import Engine
import JSON
import Tensors
import Transformer

/// The reply of `POST /encode`.
struct EncodeReply {
    let served: ServedModel
    let inputs: [PreparedInput]
    let results: [EncodeResult]
    /// Of each result; nil where hidden states are asked for.
    let embeddings: [[Float]?]
    let format: AttentionFormat
    let timing: Timing

    fileprivate var usage: Usage { Usage(inputTokens: inputs.reduce(0) { $0 + $1.ids.count }) }

    /// Tells the log and the metrics what was done.
    func count() {
        timing.count(usage, mapBytes: results.reduce(0) { $0 + $1.mapBytes }, model: served.name)
    }
}

extension ValueWriter<EncodeReply> {
    static let encode: ValueWriter = .object([
        ReplyField<String>.model.of { $0.served.name },
        .list("outputs", of: .output) { reply, write in
            for (index, (input, (result, embedding))) in zip(reply.inputs, zip(reply.results, reply.embeddings))
                .enumerated()
            {
                try Task.checkCancellation()
                try write(
                    EncodeOutput(
                        source: SourceReply(index: index, input: input), result: result, embedding: embedding,
                        format: reply.format))
            }
        },
        ReplyField("usage", .usage) { $0.usage },
        ReplyField<Timing>.stages.of { $0.timing },
    ])
}

/// What one input became.
struct EncodeOutput {
    fileprivate let source: SourceReply
    fileprivate let result: EncodeResult
    fileprivate let embedding: [Float]?
    fileprivate let format: AttentionFormat

    fileprivate var maps: AttentionMapsReply {
        let labels = source.input.labels
        return AttentionMapsReply(
            encoder: result.attention.map { AttentionMapReply($0, format, queries: labels, keys: labels) })
    }
}

extension ValueWriter<EncodeOutput> {
    fileprivate static let output: ValueWriter = .object(
        ReplyField<SourceReply>.all.of { $0.source },
        [
            .optional("hidden_states", .matrix, "[tokens][hidden], without a pooling.") {
                $0.embedding == nil ? $0.result.hiddenStates : nil
            },
            .optional("embedding", .vector, "[hidden], with a pooling.") { $0.embedding },
            ReplyField<AttentionMapsReply>.encoder.of { $0.maps },
        ])
}

extension ValueWriter<Tensor> {
    fileprivate static let matrix: ValueWriter = ValueWriter(.numbers(depth: 2)) { tensor, writer in
        try tensor.withNumbers { try writer.nested($0, shape: [tensor.shape[0], tensor.shape[1]]) }
    }
}

extension ValueWriter<[Float]> {
    fileprivate static let vector: ValueWriter = ValueWriter(.numbers(depth: 1)) { numbers, writer in
        numbers.withUnsafeBufferPointer { writer.value($0) }
    }
}
