import Engine
import HTTP
import Tasks

/// Where a request's time went, for `timing_ms`.
struct Timing {
    private let received: ContinuousClock.Instant
    /// Where else the figures go.
    private let record: RequestRecord?
    fileprivate private(set) var tokenize = 0.0
    fileprivate private(set) var stages = StageTimes()

    init(of request: Request) {
        received = request.received
        record = request.record
    }

    /// Counts the time that `body` takes as tokenising.
    mutating func tokenizing<Result>(
        _ body: () async throws(Problem) -> Result
    ) async throws(ServiceError) -> Result {
        let start = ContinuousClock.now
        defer {
            tokenize += start.duration(to: .now) / .seconds(1)
            record?.update { $0.tokenizeSeconds = tokenize }
        }
        return try await refusing(body)
    }

    /// - times: of its only work on the engine
    mutating func add(_ times: StageTimes) {
        stages = times
        record?.update { $0.engineTimes = times }
    }

    fileprivate var total: Double { Timing.milliseconds(received.duration(to: .now) / .seconds(1)) }

    /// To the microsecond.
    static func milliseconds(_ seconds: Double) -> Double { (seconds * 1e6).rounded() / 1e3 }
}

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
