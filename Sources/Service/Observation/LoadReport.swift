import Engine
import HTTP
import JSON

/// What balancers are told of an instance: how much waits and runs, and how much may.
struct LoadReport: Sendable {
    let status: EngineStatus
    let limits: EngineLimits
    let requestsPerSecond: Double

    init(_ context: ServiceContext) {
        status = context.engine.status
        limits = context.configuration.engine
        requestsPerSecond = context.requestRate.perSecond()
    }

    /// Sequences that run or wait, in parts of those that can run; above 1 some have to wait.
    var utilization: Double {
        Double(status.runningSequences + status.queuedSequences) / Double(limits.maxRunningSequences)
    }

    private var namedMetrics: [(name: String, value: Int)] {
        [
            ("queued_sequences", status.queuedSequences), ("queued_tokens", status.queuedTokens),
            ("running_sequences", status.runningSequences),
        ]
    }

    /// Adds what the request asks for with `endpoint-load-metrics-format`, in the formats of ORCA (Open Request Cost Aggregation).
    static func add(to response: inout Response, for request: Request, _ context: ServiceContext) {
        guard let format = request.header("endpoint-load-metrics-format") else { return }
        let report = LoadReport(context)
        switch format.lowercased() {
        case "text": response.headers.append(("endpoint-load-metrics", report.text))
        case "json": response.headers.append(("endpoint-load-metrics", report.json))
        default: break
        }
    }

    private var text: String {
        let named = namedMetrics.map { "named_metrics.\($0.name)=\($0.value)" }
        let all = ["application_utilization=\(utilization)", "rps_fractional=\(requestsPerSecond)"] + named
        return "TEXT " + all.joined(separator: ",")
    }

    private var json: String {
        let named = namedMetrics.map { "\"\($0.name)\":\($0.value)" }.joined(separator: ",")
        return
            "JSON {\"application_utilization\":\(utilization),\"rps_fractional\":\(requestsPerSecond),\"named_metrics\":{\(named)}}"
    }
}

extension ValueWriter<LoadReport> {
    static let load: ValueWriter = .object([
        ReplyField("queued_sequences", .integer) { $0.status.queuedSequences },
        ReplyField("queued_tokens", .integer) { $0.status.queuedTokens },
        ReplyField("running_sequences", .integer) { $0.status.runningSequences },
        ReplyField("max_queued_sequences", .integer) { $0.limits.maxQueuedSequences },
        ReplyField("max_queued_tokens", .integer) { $0.limits.maxQueuedTokens },
        ReplyField("max_running_sequences", .integer) { $0.limits.maxRunningSequences },
    ])
}
