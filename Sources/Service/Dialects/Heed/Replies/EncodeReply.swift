import Engine
import JSON
import Tasks
import Tensors
import Transformer

/// The reply of `POST /encode`.
struct EncodeReply {
    let plan: EncodePlan
    let outcome: EncodeOutcome
    let format: AttentionFormat
    let timing: Timing

    /// Refuses before the work what would be a reply of more bytes than the limit.
    static func checkSize(of plan: EncodePlan, _ format: AttentionFormat, limit: Int) throws(ServiceError) {
        var size = ReplySize()
        for input in plan.inputs {
            size.add(tokens: input.ids.count)
            size.add(numbers: plan.outputNumbers(of: input))
            size.add(plan.selection.encoder, queries: input.ids.count, keys: input.ids.count)
        }
        try size.check(
            format, limit: limit, param: plan.selection == .none ? nil : "attention",
            remedy: "Ask for fewer inputs, for a pooling, or for fewer attention.layers and attention.heads.")
    }
}

extension ValueWriter<EncodeReply> {
    static let encode: ValueWriter = .object([
        ReplyField<String>.model.of { $0.plan.served.name },
        .list("outputs", of: .output) { reply, write in
            let (inputs, outcome) = (reply.plan.inputs, reply.outcome)
            for (index, (input, (result, embedding))) in zip(inputs, zip(outcome.results, outcome.embeddings))
                .enumerated()
            {
                try Task.checkCancellation()
                try write(
                    EncodeOutput(
                        source: SourceReply(index: index, input: input), result: result, embedding: embedding,
                        format: reply.format))
            }
        },
        ReplyField("usage", .usage) { $0.outcome.usage },
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
    static let matrix: ValueWriter = ValueWriter(.numbers(depth: 2)) { tensor, writer in
        try tensor.withNumbers { try writer.nested($0, shape: [tensor.shape[0], tensor.shape[1]]) }
    }
}
