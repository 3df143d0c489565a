import Engine
import HTTP
import JSON

/// Where a request's time went, for `timing_ms`.
struct Timing {
    private let received: ContinuousClock.Instant
    /// Where else the figures go.
    private let record: RequestRecord?
    private var tokenize = 0.0
    private var stages = StageTimes()

    init(of request: Request) {
        received = request.received
        record = request.record
    }

    /// Counts the time that `body` takes as tokenising.
    mutating func tokenizing<Result>(
        _ body: () async throws(ServiceError) -> Result
    ) async throws(ServiceError) -> Result {
        let start = ContinuousClock.now
        defer {
            tokenize += start.duration(to: .now) / .seconds(1)
            record?.update { $0.tokenizeSeconds = tokenize }
        }
        return try await body()
    }

    /// The sequences of a request are computed side by side: each stage took as long as its slowest.
    mutating func add(_ times: StageTimes) {
        stages.queue = max(stages.queue, times.queue)
        stages.encode = max(stages.encode, times.encode)
        stages.decode = max(stages.decode, times.decode)
        record?.update { $0.engineTimes = stages }
    }

    /// - mapBytes: of the attention maps, as floats.
    func count(_ usage: Usage, mapBytes: Int, model: String) {
        record?.update { contents in
            contents.model = model
            contents.usage = usage
            contents.mapBytes = mapBytes
        }
    }

    func write(to writer: inout JSONWriter) {
        writer.key("timing_ms")
        writer.object { writer in
            writer.field("queue", Timing.milliseconds(stages.queue))
            writer.field("tokenize", Timing.milliseconds(tokenize))
            writer.field("encode", Timing.milliseconds(stages.encode))
            writer.field("decode", Timing.milliseconds(stages.decode))
            writeTotal(into: &writer)
        }
    }

    /// For routes that have no stages.
    func writeTotal(to writer: inout JSONWriter) {
        writer.key("timing_ms")
        writer.object { writer in writeTotal(into: &writer) }
    }

    private func writeTotal(into writer: inout JSONWriter) {
        writer.field("total", Timing.milliseconds(received.duration(to: .now) / .seconds(1)))
    }

    /// To the microsecond.
    static func milliseconds(_ seconds: Double) -> Double { (seconds * 1e6).rounded() / 1e3 }
}

/// Tokens that a request used, for `usage`.
struct Usage: Sendable {
    var inputTokens = 0
    var outputTokens = 0

    func write(to writer: inout JSONWriter) {
        writer.key("usage")
        writer.object { writer in
            writer.field("input_tokens", inputTokens)
            writer.field("output_tokens", outputTokens)
        }
    }
}
