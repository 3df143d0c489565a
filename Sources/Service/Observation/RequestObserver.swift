import HTTP

/// Stands around every request and tells the metrics what became of it.
struct RequestObserver: Sendable {
    let metrics: ServiceMetrics

    /// - pattern: of the request's route; nil when there is none.
    func callAsFunction(_ request: Request, pattern: String?, next: Handler) async -> Response {
        let record = RequestRecord()
        var request = request
        request.attachment = record
        var response = await next(request)
        let (received, status) = (request.received, response.status)
        let finish: @Sendable () -> Void = { [metrics] in
            let seconds = received.duration(to: .now) / .seconds(1)
            metrics.count(record.contents, route: pattern, status: status, seconds: seconds)
        }
        if let stream = response.stream {
            response.stream = stream.followed(by: finish)
        } else {
            finish()
        }
        return response
    }
}
