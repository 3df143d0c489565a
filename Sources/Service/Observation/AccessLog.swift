import Logging

/// One line for each request: what it asked for, what came of it, how long it took. No text, ids or bodies of a client's.
struct AccessLog: Sendable {
    let logger: Logger

    /// - route: its pattern; nil when it has none.
    /// - seconds: from the request's arrival to its reply.
    func record(_ record: RequestRecord, route: String?, status: Int, seconds: Double) {
        let level = Self.level(route: route, status: status)
        guard logger.logLevel <= level else { return }
        let contents = record.contents
        var metadata: Logger.Metadata = [
            "request_id": .string(record.id),
            "route": .string(route ?? "none"),
            "status": .stringConvertible(status),
            "total_ms": .stringConvertible(Timing.milliseconds(seconds)),
        ]
        for (name, seconds) in contents.stages {
            metadata["\(name)_ms"] = .stringConvertible(Timing.milliseconds(seconds))
        }
        if !contents.usage.isEmpty {
            let usage = contents.usage.map(\.usage)
            metadata["model"] = .string(contents.usage.map(\.model).joined(separator: ","))
            metadata["input_tokens"] = .stringConvertible(usage.reduce(0) { $0 + $1.inputTokens })
            metadata["output_tokens"] = .stringConvertible(usage.reduce(0) { $0 + $1.outputTokens })
        }
        if let code = contents.errorCode { metadata["error"] = .string(code) }
        logger.log(level: level, "request", metadata: metadata)
    }

    private static func level(route: String?, status: Int) -> Logger.Level {
        // What watches the service asks every few seconds.
        if let route, isWatched(route) { return .debug }
        return status == 500 ? .error : status > 500 ? .warning : .info
    }

    private static func isWatched(_ route: String) -> Bool { route == "/metrics" || route.contains("/health") }
}
