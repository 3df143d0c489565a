import Tasks

extension ValueWriter<Usage> {
    static let usage: ValueWriter = .object([
        ReplyField("input_tokens", .integer) { $0.inputTokens },
        ReplyField("output_tokens", .integer) { $0.outputTokens },
    ])
}

extension ReplyField<Timing> {
    private static let total = ReplyField("total", .number) { $0.total }

    /// Of a route that has the engine's stages.
    static let stages = ReplyField(
        "timing_ms",
        .object([
            ReplyField("queue", .number) { Timing.milliseconds($0.stages.queue) },
            ReplyField("tokenize", .number) { Timing.milliseconds($0.tokenize) },
            ReplyField("encode", .number) { Timing.milliseconds($0.stages.encode) },
            ReplyField("decode", .number) { Timing.milliseconds($0.stages.decode) }, total,
        ]), "Milliseconds."
    ) { $0 }

    /// Of a route that has none.
    static let whole = ReplyField("timing_ms", .object([total]), "Milliseconds.") { $0 }
}
