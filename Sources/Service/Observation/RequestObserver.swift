import HTTP

/// Stands around every request: gives it its id, and tells the metrics, the log and the client what became of it.
struct RequestObserver: Sendable {
    /// Bodies above this leave memory behind that the system should have back.
    private static let bytesOfSpike = 1 << 20

    let metrics: ServiceMetrics
    let log: AccessLog
    /// Those that are spoken.
    let dialects: [Dialect]

    /// - pattern: of the request's route; nil when there is none.
    func callAsFunction(_ request: Request, pattern: String?, next: Handler) async -> Response {
        let record = RequestRecord(id: RequestID.of(request))
        var request = request
        request.attachment = record
        var response = await next(request)
        if request.body.count > Self.bytesOfSpike { MemoryReturn.giveBack() }
        response.headers.append((RequestID.headerName, record.id))
        let (received, status) = (request.received, response.status)
        let dialect = Dialect.of(path: request.path, among: dialects).name
        let finish: @Sendable () -> Double = {
            let seconds = received.duration(to: .now) / .seconds(1)
            metrics.count(record.contents, dialect: dialect, route: pattern, status: status, seconds: seconds)
            log.record(record, route: pattern, status: status, seconds: seconds)
            return seconds
        }
        if let stream = response.stream {
            response.stream = stream.followed { _ = finish() }
            return response
        }
        if let timing = Self.serverTiming(record.contents, finish()) {
            response.headers.append(("Server-Timing", timing))
        }
        return response
    }

    /// `queue;dur=0.1, …, total;dur=1.5` in milliseconds (https://www.w3.org/TR/server-timing/); nil for a request without stages.
    private static func serverTiming(_ contents: RequestRecord.Contents, _ seconds: Double) -> String? {
        let stages = contents.stages
        guard !stages.isEmpty else { return nil }
        return (stages + [("total", seconds)]).map { "\($0.0);dur=\(Timing.milliseconds($0.1))" }.joined(
            separator: ", ")
    }
}
