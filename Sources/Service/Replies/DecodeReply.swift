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
    let timing: Timing
    /// Alternatives name the same few tokens again and again.
    fileprivate let texts: TokenTexts

    init(served: ServedModel, plan: DecodePlan, results: [DecodeResult], timing: Timing) {
        self.served = served
        self.plan = plan
        self.results = results
        self.timing = timing
        texts = TokenTexts(served)
        timing.count(usage, mapBytes: results.reduce(0) { $0 + $1.mapBytes }, model: served.name)
    }

    fileprivate var usage: Usage {
        Usage(
            inputTokens: plan.inputs.reduce(0) { $0 + $1.ids.count },
            outputTokens: results.reduce(0) { $0 + $1.sequences.reduce(0) { $0 + $1.decoded.tokens.count } })
    }
}

extension ValueWriter<DecodeReply> {
    static let decode: ValueWriter = .object([
        ReplyField<String>.model.of { $0.served.name },
        .list("outputs", of: .output) { reply, write in
            for (index, (input, result)) in zip(reply.plan.inputs, reply.results).enumerated() {
                try write(DecodeOutput(reply: reply, source: SourceReply(index: index, input: input), result: result))
            }
        },
        ReplyField("usage", .usage) { $0.usage },
        ReplyField<Timing>.stages.of { $0.timing },
    ])
}

/// What one input became.
struct DecodeOutput {
    fileprivate let reply: DecodeReply
    fileprivate let source: SourceReply
    fileprivate let result: DecodeResult

    fileprivate var maps: AttentionMapsReply {
        let labels = source.input.labels
        return AttentionMapsReply(
            encoder: result.encoder.map { AttentionMapReply($0, reply.plan.format, queries: labels, keys: labels) })
    }
}

extension ValueWriter<DecodeOutput> {
    fileprivate static let output: ValueWriter = .object(
        ReplyField<SourceReply>.all.of { $0.source },
        [
            .list("sequences", of: .sequence) { output, write in
                for sequence in output.result.sequences {
                    try Task.checkCancellation()
                    try write(DecodedSequenceReply(sequence, of: output))
                }
            },
            ReplyField<AttentionMapsReply>.encoder.of { $0.maps },
        ])
}

/// One of its sequences.
struct DecodedSequenceReply {
    fileprivate let output: DecodeOutput
    fileprivate let sequence: DecodeResult.Sequence
    /// nil without a tokenizer.
    fileprivate let text: String?
    fileprivate let labels: [TokenLabel]

    fileprivate init(_ sequence: DecodeResult.Sequence, of output: DecodeOutput) {
        self.output = output
        self.sequence = sequence
        (text, labels) = output.reply.served.describe(sequence.decoded.tokens, side: .target)
    }

    fileprivate func token(at position: Int) -> OutputToken {
        let decoded = sequence.decoded
        let alternatives =
            output.reply.plan.options.topLogprobs > 0 && position < decoded.alternatives.count
            ? decoded.alternatives[position] : nil
        return OutputToken(
            label: labels[position],
            logprob: position < decoded.logprobs.count ? decoded.logprobs[position] : nil,
            alternatives: alternatives?.map { alternative in
                TokenAlternative(
                    id: alternative.token, text: output.reply.texts[alternative.token], logprob: alternative.logprob)
            })
    }

    fileprivate var maps: AttentionMapsReply {
        let (plan, source) = (output.reply.plan, output.source.input.labels)
        return AttentionMapsReply(
            decoder: sequence.decoder.map {
                AttentionMapReply($0, plan.format, queries: labels, keys: decoderInputs)
            },
            cross: sequence.cross.map { AttentionMapReply($0, plan.format, queries: labels, keys: source) })
    }

    /// The start token, then all tokens but the last, which is never read back.
    private var decoderInputs: [TokenLabel] {
        let reply = output.reply
        return reply.served.describe([reply.plan.options.decoderStartToken], side: .target).labels + labels.dropLast()
    }
}

extension ValueWriter<DecodedSequenceReply> {
    fileprivate static let sequence: ValueWriter = .object([
        ReplyField("text", .nullable(.string)) { $0.text },
        .list("tokens", of: .outputToken) { sequence, write in
            for position in sequence.labels.indices { try write(sequence.token(at: position)) }
        },
        ReplyField(
            "score", .numberOrNull, "Of beams as sequences_scores; else the sum of log-probabilities."
        ) { $0.sequence.decoded.score },
        ReplyField(
            "finish_reason", .choice(),
            "eos: the model ended it; length: cut at its limit, also where an end token is forced there; stop: a stop string; forced: "
                + "the given target."
        ) { $0.sequence.decoded.finishReason },
        ReplyField<AttentionMapsReply>.decoderAndCross.of { $0.maps },
    ])
}

/// A token that was chosen, or given as target.
struct OutputToken {
    fileprivate let label: TokenLabel
    fileprivate let logprob: Float?
    /// nil: not asked for.
    fileprivate let alternatives: [TokenAlternative]?
}

struct TokenAlternative {
    fileprivate let id: Int32
    fileprivate let text: String?
    fileprivate let logprob: Float
}

extension ValueWriter<OutputToken> {
    fileprivate static let outputToken: ValueWriter = .object(
        ReplyField<TokenLabel>.place.of { $0.label },
        [
            .optional("logprob", .numberOrNull) { $0.logprob },
            .optional("top_logprobs", .array(of: .alternative), "The most probable tokens here, best first.") {
                $0.alternatives
            },
            ReplyField<TokenLabel>.special.of { $0.label },
        ])
}

extension ValueWriter<TokenAlternative> {
    fileprivate static let alternative: ValueWriter = .object([
        ReplyField("id", .id) { $0.id },
        ReplyField("text", .nullable(.string)) { $0.text },
        ReplyField("logprob", .numberOrNull) { $0.logprob },
    ])
}

/// What tokens by themselves stand for, looked up once each.
private final class TokenTexts {
    private let served: ServedModel
    private var known: [Int32: String?] = [:]

    init(_ served: ServedModel) { self.served = served }

    subscript(id: Int32) -> String? {
        if let text = known[id] { return text }
        let text = served.describe([id], side: .target).labels.first?.text
        known[id] = .some(text)
        return text
    }
}
