import Decoding
import Engine
import HTTP
import JSON
import Transformer

/// The reply of `POST /decode`.
struct DecodeReply {
    let served: ServedModel
    let plan: DecodePlan
    let results: [DecodeResult]

    func response(_ timing: Timing) throws(ServiceError) -> Response {
        try .cancellableJSON { try write(timing, to: &$0) }
    }

    /// - Throws: `CancellationError` when the task is cancelled meanwhile.
    func write(_ timing: Timing, to writer: inout JSONWriter) throws {
        // Alternatives name the same few tokens again and again.
        var texts: [Int32: String?] = [:]
        timing.count(usage, mapBytes: results.reduce(0) { $0 + $1.mapBytes }, model: served.name)
        try writer.object { writer in
            writer.field("model", served.name)
            writer.key("outputs")
            try writer.array { writer in
                for (index, (input, result)) in zip(plan.inputs, results).enumerated() {
                    try writer.object { writer in
                        writer.source(input, index: index)
                        try write(result, of: input, &texts, to: &writer)
                    }
                }
            }
            usage.write(to: &writer)
            timing.write(to: &writer)
        }
    }

    private var usage: Usage {
        Usage(
            inputTokens: plan.inputs.reduce(0) { $0 + $1.ids.count },
            outputTokens: results.reduce(0) { $0 + $1.sequences.reduce(0) { $0 + $1.decoded.tokens.count } })
    }

    private func write(
        _ result: DecodeResult, of input: PreparedInput, _ texts: inout [Int32: String?], to writer: inout JSONWriter
    ) throws {
        writer.key("sequences")
        try writer.array { writer in
            for sequence in result.sequences {
                try Task.checkCancellation()
                try write(sequence, source: input.labels, &texts, to: &writer)
            }
        }
        if let map = result.encoder {
            writer.key("attention")
            try writer.object { writer in
                writer.key("encoder")
                try writer.attentionMap(map, plan.format, queries: input.labels, keys: input.labels)
            }
        }
    }

    private func write(
        _ sequence: DecodeResult.Sequence, source: [TokenLabel], _ texts: inout [Int32: String?],
        to writer: inout JSONWriter
    ) throws {
        let decoded = sequence.decoded
        let (text, labels) = served.describe(decoded.tokens, side: .target)
        try writer.object { writer in
            writer.key("text")
            writer.optional(text)
            writer.key("tokens")
            writer.array { writer in
                for (position, label) in labels.enumerated() {
                    writer.token(label) { writer in
                        if position < decoded.logprobs.count { writer.field("logprob", decoded.logprobs[position]) }
                        if plan.options.topLogprobs > 0, position < decoded.alternatives.count {
                            write(decoded.alternatives[position], &texts, to: &writer)
                        }
                    }
                }
            }
            writer.field("score", decoded.score)
            writer.field("finish_reason", decoded.finishReason.rawValue)
            if sequence.decoder != nil || sequence.cross != nil {
                writer.key("attention")
                try writer.object { writer in
                    if let map = sequence.decoder {
                        writer.key("decoder")
                        try writer.attentionMap(map, plan.format, queries: labels, keys: decoderInputs(of: labels))
                    }
                    if let map = sequence.cross {
                        writer.key("cross")
                        try writer.attentionMap(map, plan.format, queries: labels, keys: source)
                    }
                }
            }
        }
    }

    /// The start token, then all tokens but the last, which is never read back.
    private func decoderInputs(of labels: [TokenLabel]) -> [TokenLabel] {
        served.describe([plan.options.decoderStartToken], side: .target).labels + labels.dropLast()
    }

    private func write(
        _ alternatives: [Alternative], _ texts: inout [Int32: String?], to writer: inout JSONWriter
    ) {
        writer.key("top_logprobs")
        writer.array { writer in
            for alternative in alternatives {
                let text: String?
                if let known = texts[alternative.token] {
                    text = known
                } else {
                    text = served.describe([alternative.token], side: .target).labels[0].text
                    texts[alternative.token] = .some(text)
                }
                writer.object { writer in
                    writer.field("id", Int(alternative.token))
                    writer.key("text")
                    writer.optional(text)
                    writer.field("logprob", alternative.logprob)
                }
            }
        }
    }
}
