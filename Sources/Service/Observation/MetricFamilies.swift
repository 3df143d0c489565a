import Prometheus

/// Every metric that `GET /metrics` may show, in its order.
extension ServiceMetrics {
    static let families: [MetricFamily] =
        requestFamilies + workFamilies + queueFamilies + stateFamilies + ProcessFacts.families

    private static let requestFamilies = [
        MetricFamily(
            "heed_requests_total", .counter, labels: ["dialect", "route", "status"],
            help:
                "Requests that were answered; the route of a path that is none is \"none\", its dialect that of its prefix."
        ),
        MetricFamily(
            "heed_request_duration_seconds", .histogram(buckets: durations), labels: ["dialect", "route"],
            help: "From a request's complete arrival to its reply."),
        MetricFamily(
            "heed_refused_requests_total", .counter, labels: ["status"],
            help: "Requests that were answered before they had arrived whole: malformed, too large, too slow, too many."
        ),
        MetricFamily(
            "heed_shed_requests_total", .counter, help: "Requests that were refused because the queue was full (429)."),
        MetricFamily(
            "heed_cancelled_requests_total", .counter,
            help: "Requests that were given up because their client had gone."),
        MetricFamily(
            "heed_expired_requests_total", .counter, help: "Requests that were not finished by their deadline (504)."),
        MetricFamily(
            "heed_failed_requests_total", .counter, help: "Requests that failed by a defect of heed (500)."),
        MetricFamily(
            "heed_requests_in_flight", .gauge, help: "Requests that arrived and whose reply has not left completely."),
        MetricFamily("heed_connections", .gauge, help: "Open connections."),
        MetricFamily(
            "heed_dropped_log_lines_total", .counter,
            help: "Log lines that were dropped because standard error was not read fast enough."),
    ]

    private static let workFamilies = [
        MetricFamily(
            "heed_queue_duration_seconds", .histogram(buckets: durations),
            help: "Time that a request's slowest sequence waited for the engine."),
        MetricFamily(
            "heed_tokenize_duration_seconds", .histogram(buckets: durations),
            help: "Time that a request's text took to be cut into tokens."),
        MetricFamily(
            "heed_encode_duration_seconds", .histogram(buckets: durations),
            help: "Time of the encoder pass that a request's slowest sequence was part of."),
        MetricFamily(
            "heed_decode_duration_seconds", .histogram(buckets: durations),
            help: "Time from the first decoder step of a request to the last; 0 when nothing was decoded."),
        MetricFamily(
            "heed_input_tokens_total", .counter, labels: ["model"], help: "Tokens of the inputs of finished requests."),
        MetricFamily(
            "heed_output_tokens_total", .counter, labels: ["model"],
            help: "Tokens of all sequences that finished requests returned."),
        MetricFamily(
            "heed_attention_map_bytes_total", .counter,
            help: "Size of the attention maps of finished requests, four bytes a weight."),
    ]

    private static let queueFamilies = [
        MetricFamily("heed_queued_requests", .gauge, help: "Requests of which a sequence waits for the engine."),
        MetricFamily("heed_queued_sequences", .gauge, help: "Sequences that wait for the engine."),
        MetricFamily("heed_queued_tokens", .gauge, help: "Input tokens of the sequences that wait for the engine."),
        MetricFamily("heed_running_sequences", .gauge, help: "Sequences that are being decoded."),
        MetricFamily("heed_running_tokens", .gauge, help: "Input tokens of the sequences that are being decoded."),
        MetricFamily(
            "heed_engine_step_duration_seconds", .histogram(buckets: durations), labels: ["stage"],
            help: "Time of one step of the engine: an encoder pass or a decoder step of one model."),
        MetricFamily(
            "heed_engine_step_rows", .histogram(buckets: powersOfTwo), labels: ["stage"],
            help: "Rows that a step computed together: tokens of an encoder pass, beams of a decoder step."),
        MetricFamily(
            "heed_engine_step_sequences", .histogram(buckets: powersOfTwo), labels: ["stage"],
            help: "Sequences that a step computed together."),
    ]

    private static let stateFamilies = [
        MetricFamily(
            "heed_ready", .gauge,
            help: "Whether readiness is true: 1, or 0 while loading, draining or, with `unready_after`, overloaded."),
        MetricFamily(
            "heed_model_parameters", .gauge, labels: ["model", "family", "dtype"], help: "Parameters of a served model."
        ),
        MetricFamily(
            "heed_build_info", .gauge, labels: ["version", "instruction_set"],
            help: "Always 1: the version, and the instruction set that its kernels use."),
    ]

    /// Seconds: from a word through a small model to the longest that a request may take by default.
    private static let durations = [
        0.0001, 0.00025, 0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 120,
    ]

    private static let powersOfTwo = (0...13).map { Double(1 << $0) }
}
