import Decoding
import Tensors
import Transformer

/// The replies of the routes. Tests hold every kind of reply against them.
extension ReplySchema {
    /// `JSONWriter.token`
    private static func token(_ more: [ReplyField] = []) -> ReplySchema {
        let beginning = [
            ReplyField("id", .integer),
            ReplyField(
                "text", .nullable(.string), "null when the model has no tokenizer, or the tokenizer no such id."),
            ReplyField("start", .nullable(.integer), "Unicode scalars into the text; null for special tokens and ids."),
            ReplyField("end", .nullable(.integer)),
        ]
        return .object(beginning + more + [ReplyField("special", .boolean)])
    }

    private static let tokens = ReplySchema.array(of: token())

    /// `JSONWriter.source`
    private static let source = [
        ReplyField("index", .integer, "Place of the sequence in input."),
        ReplyField("tokens", tokens),
        ReplyField.optional("truncated", .boolean, "There when tokens were cut off."),
        ReplyField.optional("dropped_tokens", .integer, "How many."),
        unknownTokens,
    ]

    /// `JSONWriter.unknownTokens`
    private static let unknownTokens = ReplyField.optional(
        "unknown_tokens", .integer, "How many of the text's tokens the tokenizer does not know, when there are any.")

    /// `JSONWriter.attentionMap`
    private static let attentionMap = ReplySchema.object([
        ReplyField("layers", .array(of: .integer)),
        ReplyField("heads", .array(of: .integer)),
        .optional("reduce", .choice(["mean", "max"]), "There when the heads were reduced to one."),
        ReplyField("shape", .array(of: .integer), "[layers, heads, queries, keys]"),
        ReplyField("queries", .array(of: .nullable(.string))),
        ReplyField("keys", .array(of: .nullable(.string))),
        .optional("weights", .numbers(depth: 4), "With the encoding json."),
        .optional("dtype", .choice(AttentionFormat.NumberType.allCases.map(\.rawValue)), "With the encoding base64."),
        .optional("data", .string, "With the encoding base64: the bytes of all weights, little-endian and row-major."),
    ])

    private static func maps(_ names: [AttentionSelection.Map]) -> ReplyField {
        let fields = names.map { ReplyField.optional($0.rawValue, attentionMap) }
        return .optional("attention", .object(fields), "The maps that were asked for.")
    }

    /// `Usage`
    private static let usage = ReplyField(
        "usage", .object([ReplyField("input_tokens", .integer), ReplyField("output_tokens", .integer)]))

    /// `Timing`
    private static func timing(_ names: [String]) -> ReplyField {
        let fields = (names + ["total"]).map { ReplyField($0, .number) }
        return ReplyField("timing_ms", .object(fields), "Milliseconds.")
    }
    private static let stages = timing(["queue", "tokenize", "encode", "decode"])

    /// A server-sent event, as an object of its fields.
    static let event = ReplySchema.object([
        ReplyField("event", .choice(["token", "done", "error"])), ReplyField("data", .string, "JSON."),
    ])

    private static let model = ReplyField("model", .string, "The model's name.")

    private static let states: [ReplyField] = [
        .optional("hidden_states", .numbers(depth: 2), "[tokens][hidden], without a pooling."),
        .optional("embedding", .numbers(depth: 1), "[hidden], with a pooling."),
    ]

    static let encode = ReplySchema.object([
        model, ReplyField("outputs", .array(of: .object(source + states + [maps([.encoder])]))), usage, stages,
    ])

    private static let alternative = ReplySchema.object([
        ReplyField("id", .integer), ReplyField("text", .nullable(.string)), ReplyField("logprob", .nullable(.number)),
    ])

    private static let probabilities: [ReplyField] = [
        .optional("logprob", .nullable(.number)),
        .optional("top_logprobs", .array(of: alternative), "The most probable tokens here, best first."),
    ]

    private static let sequence = ReplySchema.object([
        ReplyField("text", .nullable(.string)), ReplyField("tokens", .array(of: token(probabilities))),
        ReplyField("score", .nullable(.number), "Of beams as sequences_scores; else the sum of log-probabilities."),
        ReplyField(
            "finish_reason", .choice(FinishReason.allCases.map(\.rawValue)),
            "eos: the model ended it; length: cut at its limit, also where an end token is forced there; stop: a stop string; forced: "
                + "the given target."),
        maps([.decoder, .cross]),
    ])

    private static let sequences = [ReplyField("sequences", .array(of: sequence)), maps([.encoder])]

    static let decode = ReplySchema.object([
        model, ReplyField("outputs", .array(of: .object(source + sequences))), usage, stages,
    ])

    private static let matrixOrHeads = ReplySchema.anyOf([.numbers(depth: 2), .numbers(depth: 3)])
    private static let scores = ReplySchema.anyOf([
        .numbers(depth: 2, of: .nullable(.number)), .numbers(depth: 3, of: .nullable(.number)),
    ])

    static let kernel = ReplySchema.object([
        ReplyField("outputs", matrixOrHeads), ReplyField("weights", matrixOrHeads),
        .optional("scores", scores, "Masked ones are null."), timing([]),
    ])

    private static func texts(_ fields: [ReplyField]) -> ReplySchema {
        let output = [ReplyField("index", .integer)] + fields
        return .object([model, ReplyField("outputs", .array(of: .object(output)))])
    }
    static let tokenize = texts([ReplyField("tokens", tokens), unknownTokens])
    static let detokenize = texts([ReplyField("text", .string), ReplyField("tokens", tokens)])

    static let health = ReplySchema.object([
        ReplyField("status", .string), .optional("reason", .string, "Why it is not ready."),
    ])

    static let error = ReplySchema.object([
        ReplyField(
            "error",
            .object([
                ReplyField("type", .choice(ErrorReply.Kind.allCases.map(\.rawValue))),
                ReplyField("code", .string, "What went wrong, for programs."),
                ReplyField("param", .nullable(.string), "The path of the field at fault: input[2]."),
                ReplyField("message", .string, "The same for people."),
            ]))
    ])
}

/// `GET /models`
extension ReplySchema {
    /// `JSONWriter.stacks`
    private static let stack = ReplySchema.object([
        ReplyField("layers", .integer), ReplyField("heads", .integer), ReplyField("feed_forward_size", .integer),
        ReplyField("vocabulary_size", .integer), ReplyField("max_positions", .nullable(.integer)),
    ])

    /// `JSONWriter.decodingDefaults`
    private static let decodingDefaults = ReplySchema.object([
        ReplyField("max_new_tokens", .nullable(.integer)), ReplyField("max_length", .integer),
        ReplyField("min_new_tokens", .nullable(.integer)), ReplyField("min_length", .integer),
        ReplyField("num_beams", .integer), ReplyField("num_return_sequences", .integer),
        ReplyField("length_penalty", .number), ReplyField("early_stopping", .anyOf([.boolean, .choice(["never"])])),
        ReplyField("do_sample", .boolean), ReplyField("temperature", .number), ReplyField("top_k", .integer),
        ReplyField("top_p", .number), ReplyField("min_p", .nullable(.number)), ReplyField("typical_p", .number),
        ReplyField("repetition_penalty", .number), ReplyField("no_repeat_ngram_size", .integer),
        ReplyField("encoder_repetition_penalty", .number), ReplyField("encoder_no_repeat_ngram_size", .integer),
        ReplyField("bad_words", .array(of: .array(of: .integer))),
        ReplyField("forced_bos_token_id", .nullable(.integer)),
        ReplyField("forced_eos_token_id", .array(of: .integer)),
        ReplyField("sequence_bias", .array(of: .array(of: .anyOf([.array(of: .integer), .number])))),
        ReplyField("exponential_decay_length_penalty", .nullable(.array(of: .number))),
        ReplyField("suppress_tokens", .array(of: .integer)), ReplyField("begin_suppress_tokens", .array(of: .integer)),
        ReplyField("renormalize_logits", .boolean), ReplyField("decoder_start_token_id", .integer),
        ReplyField("eos_token_id", .array(of: .integer)), ReplyField("pad_token_id", .nullable(.integer)),
    ])

    /// `JSONWriter.modules`
    private static let module = ReplySchema.object([
        ReplyField("type", .choice(["Transformer", "Pooling", "Dense", "LayerNorm", "Normalize", "Dropout"])),
        .optional("max_seq_length", .nullable(.integer), "Of a Transformer, in tokens; null: its positions."),
        .optional("do_lower_case", .boolean, "Of a Transformer."),
        .optional("pooling_mode", .array(of: .choice(Pooling.Mode.allCases.map(\.rawValue))), "Of a Pooling."),
        .optional("include_prompt", .boolean, "Of a Pooling."),
        .optional("in_features", .integer, "Of a Dense module."), .optional("out_features", .integer),
        .optional("bias", .boolean), .optional("activation_function", .string, "As torch calls it: Tanh."),
        .optional("use_residual", .boolean), .optional("dimension", .integer, "Of a LayerNorm."),
    ])

    /// `JSONWriter.model`
    static let modelDescription = ReplySchema.object([
        ReplyField("name", .string), ReplyField("default", .boolean), ReplyField("family", .string),
        ReplyField("hidden_size", .integer), ReplyField("parameters", .integer),
        .optional("weights_bytes", .integer),
        ReplyField("dtype", .choice(WeightType.allCases.map(\.rawValue))), ReplyField("tokenizer", .boolean),
        ReplyField("languages", .array(of: .string)),
        ReplyField("language_fields", .array(of: .string)),
        ReplyField("source_language", .nullable(.string)), ReplyField("target_language", .nullable(.string)),
        ReplyField("encoder", stack), ReplyField("decoder", .nullable(stack)),
        ReplyField(
            "modules", .nullable(.array(of: module)),
            "Of a sentence-transformers directory, in their order; null for others."
        ),
        ReplyField(
            "embedding_size", .nullable(.integer), "Numbers of a plain request's embedding; null without a pooling."),
        ReplyField(
            "encoding_defaults",
            .object([
                ReplyField("pooling", .string, "none, or the modes that are concatenated: mean, cls+max."),
                ReplyField("normalize", .boolean),
            ])), ReplyField("decoding_defaults", .nullable(decodingDefaults)),
        ReplyField("limits", .dictionary(of: .nullable(.number)), "By the names of the settings; null: no limit."),
    ])

    static let models = ReplySchema.object([ReplyField("models", .array(of: modelDescription))])
}
