import CoreMetrics
import Engine
import HTTP
import Prometheus
import Synchronization
import Tasks
import Tensors

/// What the service counts, for `GET /metrics`. Labels take values of ours only: routes of the table, dialects, statuses, names of served
/// models; a client cannot make a new series.
final class ServiceMetrics: Sendable {
    private struct RouteMetrics {
        let duration: Recorder
        /// By status.
        var replies: [Int: Counter] = [:]
    }

    private struct ModelMetrics {
        let inputTokens: Counter
        let outputTokens: Counter
    }

    let registry = MetricRegistry(families)
    /// A route, or the paths of a dialect that are none.
    private struct Destination: Hashable {
        let dialect: String
        let route: String
    }

    private let routes = Mutex<[Destination: RouteMetrics]>([:])
    private let models = Mutex<[String: ModelMetrics]>([:])
    private let shed: Counter
    private let cancelled: Counter
    private let expired: Counter
    private let failed: Counter
    private let mapBytes: Counter
    private let queue: Recorder
    private let tokenize: Recorder
    private let encode: Recorder
    private let decode: Recorder

    init() {
        shed = Counter(label: "heed_shed_requests_total", factory: registry)
        cancelled = Counter(label: "heed_cancelled_requests_total", factory: registry)
        expired = Counter(label: "heed_expired_requests_total", factory: registry)
        failed = Counter(label: "heed_failed_requests_total", factory: registry)
        mapBytes = Counter(label: "heed_attention_map_bytes_total", factory: registry)
        queue = Recorder(label: "heed_queue_duration_seconds", factory: registry)
        tokenize = Recorder(label: "heed_tokenize_duration_seconds", factory: registry)
        encode = Recorder(label: "heed_encode_duration_seconds", factory: registry)
        decode = Recorder(label: "heed_decode_duration_seconds", factory: registry)
        ProcessFacts.observe(in: registry)
        registry.observe(
            "heed_build_info",
            labels: [("version", Release.version), ("instruction_set", Parallelism.instructionSet)]
        ) { 1 }
    }

    /// Counts a request that was answered.
    /// - dialect: its name
    /// - route: its pattern; nil when it has none.
    /// - seconds: from its arrival to its reply.
    func count(
        _ contents: RequestRecord.Contents, dialect: String, route: String?, status: Int, seconds: Double
    ) {
        let (duration, reply) = metrics(of: Destination(dialect: dialect, route: route ?? "none"), status: status)
        duration.record(seconds)
        reply.increment()
        switch contents.errorCode {
        case "queue_full": shed.increment()
        case "cancelled": cancelled.increment()
        case "deadline_exceeded": expired.increment()
        case "internal_error": failed.increment()
        default: break
        }
        if let seconds = contents.tokenizeSeconds { tokenize.record(seconds) }
        if let times = contents.engineTimes {
            queue.record(times.queue)
            encode.record(times.encode)
            decode.record(times.decode)
        }
        for (model, usage) in contents.usage {
            let tokens = tokens(of: model)
            tokens.inputTokens.increment(by: usage.inputTokens)
            tokens.outputTokens.increment(by: usage.outputTokens)
        }
        mapBytes.increment(by: contents.mapBytes)
    }

    private func metrics(of destination: Destination, status: Int) -> (duration: Recorder, reply: Counter) {
        routes.withLock { routes in
            let labels = [("dialect", destination.dialect), ("route", destination.route)]
            var metrics =
                routes[destination]
                ?? RouteMetrics(
                    duration: Recorder(
                        label: "heed_request_duration_seconds", dimensions: labels, factory: registry))
            if let reply = metrics.replies[status] { return (metrics.duration, reply) }
            let reply = Counter(
                label: "heed_requests_total", dimensions: labels + [("status", "\(status)")], factory: registry)
            metrics.replies[status] = reply
            routes[destination] = metrics
            return (metrics.duration, reply)
        }
    }

    private func tokens(of model: String) -> ModelMetrics {
        models.withLock { models in
            if let known = models[model] { return known }
            func counter(_ name: String) -> Counter {
                Counter(label: name, dimensions: [("model", model)], factory: registry)
            }
            let metrics = ModelMetrics(
                inputTokens: counter("heed_input_tokens_total"), outputTokens: counter("heed_output_tokens_total"))
            models[model] = metrics
            return metrics
        }
    }
}

/// Values that are asked for when the metrics are fetched.
extension ServiceMetrics {
    func observe(_ name: String, _ value: @escaping @Sendable () -> Double) { registry.observe(name, value) }

    func observe(_ engine: Engine) {
        let gauges: [(String, any KeyPath<EngineStatus, Int> & Sendable)] = [
            ("heed_queued_requests", \.queuedRequests), ("heed_queued_sequences", \.queuedSequences),
            ("heed_queued_tokens", \.queuedTokens), ("heed_running_sequences", \.runningSequences),
            ("heed_running_tokens", \.runningTokens),
        ]
        for (name, value) in gauges {
            observe(name) { [weak engine] in Double(engine?.status[keyPath: value] ?? 0) }
        }
    }

    func observe(_ server: Server) {
        observe("heed_connections") { [weak server] in Double(server?.connections ?? 0) }
        for (index, refusal) in server.refusals.enumerated() {
            registry.observe("heed_refused_requests_total", labels: [("status", "\(refusal.status)")]) {
                [weak server] in Double(server?.refusals[index].count ?? 0)
            }
        }
        observe("heed_requests_in_flight") { [weak server] in Double(server?.requestsInFlight ?? 0) }
    }

    func describe(_ models: ModelCatalog) {
        for served in models.models {
            let parameters = Double(served.parameters)
            let labels = [
                ("model", served.name), ("family", served.description.family),
                ("dtype", served.model.weightType.rawValue),
            ]
            registry.observe("heed_model_parameters", labels: labels) { parameters }
            // From the start, so that a rate can be seen from the first token on.
            _ = tokens(of: served.name)
        }
    }
}
