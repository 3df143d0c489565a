import Decoding
import Engine
import HTTP
import JSON
import Tasks
import Transformer

/// The reply of `POST /decode`.
struct DecodeReply {
    let plan: DecodePlan
    let outcome: DecodeOutcome
    let format: AttentionFormat
    let timing: Timing
    /// Alternatives name the same few tokens again and again.
    fileprivate let texts: TokenTexts

    init(plan: DecodePlan, outcome: DecodeOutcome, format: AttentionFormat, timing: Timing) {
        self.plan = plan
        self.outcome = outcome
        self.format = format
        self.timing = timing
        texts = TokenTexts(plan.served)
    }

    /// Refuses what would be a reply of more bytes than the limit.
    /// - lengths: for each input the lengths of its sequences, or what they are expected to be.
    static func checkSize(
        of plan: DecodePlan, lengths: [[Int]], _ format: AttentionFormat, limit: Int
    ) throws(ServiceError) {
        var size = ReplySize()
        let selection = plan.selection
        for (input, sequences) in zip(plan.inputs, lengths) {
            let sourceTokens = input.ids.count
            size.add(tokens: sourceTokens)
            size.add(selection.encoder, queries: sourceTokens, keys: sourceTokens)
            for length in sequences {
                size.add(tokens: length, alternativesEach: plan.options.topLogprobs)
                size.add(selection.decoder, queries: length, keys: length, isCausal: true)
                size.add(selection.cross, queries: length, keys: sourceTokens)
                if let links = plan.alignment { size.add(links, sourceTokens: sourceTokens, targetTokens: length) }
            }
        }
        try size.check(
            format, limit: limit, param: selection == .none ? nil : "attention",
            remedy:
                "Ask for fewer attention.maps, attention.layers or attention.heads, for fewer inputs or sequences, or for a "
                + "smaller max_new_tokens.")
    }
}

extension ValueWriter<DecodeReply> {
    static let decode: ValueWriter = .object([
        ReplyField<String>.model.of { $0.plan.served.name },
        .list("outputs", of: .output) { reply, write in
            for (index, (input, result)) in zip(reply.plan.inputs, reply.outcome.results).enumerated() {
                try Task.checkCancellation()
                try write(
                    DecodeOutput(
                        reply: reply, source: SourceReply(index: index, input: input), result: result,
                        alignments: reply.outcome.alignments?[index]))
            }
        },
        ReplyField("usage", .usage) { $0.outcome.usage },
        ReplyField<Timing>.stages.of { $0.timing },
    ])
}

/// What one input became.
struct DecodeOutput {
    fileprivate let reply: DecodeReply
    fileprivate let source: SourceReply
    fileprivate let result: DecodeResult
    /// Of its sequences; nil: not asked for.
    fileprivate let alignments: [Alignment?]?

    fileprivate var maps: AttentionMapsReply {
        let labels = source.input.labels
        return AttentionMapsReply(
            encoder: result.encoder.map { AttentionMapReply($0, reply.format, queries: labels, keys: labels) })
    }
}

extension ValueWriter<DecodeOutput> {
    fileprivate static let output: ValueWriter = .object(
        ReplyField<SourceReply>.all.of { $0.source },
        [
            .list("sequences", of: .sequence) { output, write in
                for (index, sequence) in output.result.sequences.enumerated() {
                    try Task.checkCancellation()
                    try write(DecodedSequenceReply(sequence, of: output, alignment: output.alignments?[index] ?? nil))
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
    /// nil: not asked for.
    fileprivate let alignment: Alignment?

    fileprivate init(_ sequence: DecodeResult.Sequence, of output: DecodeOutput, alignment: Alignment?) {
        self.output = output
        self.alignment = alignment
        self.sequence = sequence
        (text, labels) = output.reply.plan.served.describe(sequence.decoded.tokens, side: .target)
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
        let (format, source) = (output.reply.format, output.source.input.labels)
        return AttentionMapsReply(
            decoder: sequence.decoder.map {
                AttentionMapReply($0, format, queries: labels, keys: decoderInputs)
            },
            cross: sequence.cross.map { AttentionMapReply($0, format, queries: labels, keys: source) })
    }

    /// The start token, then all tokens but the last, which is never read back.
    private var decoderInputs: [TokenLabel] {
        let reply = output.reply
        return reply.plan.served.describe([reply.plan.options.decoderStartToken], side: .target).labels
            + labels.dropLast()
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
        .optional("alignment", .alignment, "There when it was asked for.") { $0.alignment },
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
