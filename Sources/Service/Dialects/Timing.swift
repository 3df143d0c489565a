import Engine
import HTTP
import Tasks

/// Where a request's time went, for replies and for whoever watches over the server.
struct Timing {
    private let received: ContinuousClock.Instant
    /// Where else the figures go.
    private let record: RequestRecord?
    /// Seconds.
    private(set) var tokenize = 0.0
    private(set) var stages = StageTimes()

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

    /// Milliseconds since the request came.
    var total: Double { Timing.milliseconds(received.duration(to: .now) / .seconds(1)) }

    /// To the microsecond.
    static func milliseconds(_ seconds: Double) -> Double { (seconds * 1e6).rounded() / 1e3 }
}
