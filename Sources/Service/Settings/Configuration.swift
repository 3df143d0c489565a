package import HTTP
package import Logging
package import Engine
import JSON
package import Tasks
package import Tensors

/// Everything that can be set about a server. The values here are the defaults; `config/heed.json` repeats them as a file.
package struct Configuration: Sendable {
    package var server = ServerConfiguration()
    package var engine = EngineLimits()
    package var access = AccessSettings()
    /// By name, beside our own.
    package var dialects = Dialect.others.map(\.name)
    /// Without the embedded model, which is served beside them.
    package var models: [ModelSource] = []
    /// By the models' names.
    package var modelSettings: [String: ModelSettings] = [:]
    /// How weights are held; nil, "auto": as each model's directory stores them if heed has quantised it, else float32.
    package var weightType: WeightType?
    /// 0: one for each core.
    package var threads = 0
    package var maxInputTokens = 4096
    /// Sequences in one request's `input`.
    package var maxInputs = 256
    package var maxResponseBytes = 64 << 20
    /// 1 (fast) to 9 (small), for clients that accept gzip; 0: never.
    package var gzipLevel = 1
    /// A smaller reply is sent as it is.
    package var gzipMinBytes = 4096
    /// Seconds that a request may take from its arrival.
    package var requestDeadline = 120.0
    /// Seconds between readiness turning false on SIGTERM and the port's closing.
    package var drainDelay = 0.0
    /// Seconds that accepted requests get to finish after that.
    package var drainTimeout = 30.0
    /// Seconds of overload after which readiness is false; 0: never.
    package var unreadyAfter = 0.0

    /// Whether `/` is a page for browsers.
    package var viewer = true

    package var logFormat = LogFormat.text
    package var logLevel = Logger.Level.info

    package init() {}
}

extension Configuration {
    /// Sequences that one request's `input` can have: more than the queue holds could never be taken.
    package var largestRequest: Int { min(maxInputs, engine.maxQueuedSequences) }

    /// One row per setting.
    package static let settings: [Setting] = settingsOfWork + AccessSettings.settings

    private static let settingsOfWork: [Setting] = [
        Setting(name: "host", kind: .text, help: "Address to listen on.") { value, configuration in
            guard case .text(let host) = value, !host.isEmpty else { return "must be an address or a host name" }
            configuration.server.host = host
            return nil
        },
        .integer("port", 0...65_535, \.server.port, "Port to listen on; 0 picks a free one."),
        Setting(
            name: "model", kind: .list,
            help:
                "A model to serve, NAME=DIRECTORY or NAME=hf:ORG/NAME[@REVISION], or one of these without a name, which then is the directory's own; repeatable, the first is the default. g2p-en is always served beside them.",
            store: storeModels),
        Setting(
            name: "model_settings", kind: .object,
            help: "What models are told beside their own files, as JSON: {\"NAME\": {\"pooling\": \"mean\"}}.",
            store: storeModelSettings),
        Setting(
            name: "dialects", kind: .list,
            help:
                "Whose clients are answered beside heed's own: \(Dialect.others.map(\.name).joined(separator: ", ")); repeatable; heed alone is none of them.",
            store: storeDialects),
        Setting(
            name: "dtype", kind: .text,
            help: "How weights are held: float32, bfloat16, int8, or auto: as heed quantize stored them, else float32."
        ) { value, configuration in
            guard case .text(let name) = value, name == "auto" || WeightType(rawValue: name) != nil else {
                return "must be one of auto, \(WeightType.allCases.map(\.rawValue).joined(separator: ", "))"
            }
            configuration.weightType = WeightType(rawValue: name)
            return nil
        },
        .integer("threads", 0...1024, \.threads, "Threads that compute; 0 is one for each core."),
        .integer("max_body_bytes", 1024...(1 << 30), \.server.maxBodyBytes, "A larger request body is refused (413)."),
        .integer(
            "max_receiving_bytes", 1024...(1 << 40), \.server.maxReceivingBytes,
            "What all request bodies that are arriving take together; beyond it they are refused (503)."),
        .integer(
            "max_input_tokens", 1...1_000_000, \.maxInputTokens, "Tokens of one input, whatever the model could take."),
        .integer("max_inputs", 1...100_000, \.maxInputs, "Sequences in one request's input."),
        .integer(
            "max_response_bytes", 1024...(1 << 32), \.maxResponseBytes,
            "A request whose reply would be larger is refused (413)."),
        .integer(
            "gzip_level", 0...9, \.gzipLevel,
            "Compression of replies for clients that accept gzip, 1 (fast) to 9 (small); 0 is none."),
        .integer("gzip_min_bytes", 1...(1 << 30), \.gzipMinBytes, "A smaller reply is not compressed."),
        .integer(
            "max_queued_sequences", 1...1_000_000, \.engine.maxQueuedSequences,
            "Sequences that wait to be started; beyond it requests are refused (429)."),
        .integer(
            "max_queued_tokens", 1...1_000_000_000, \.engine.maxQueuedTokens,
            "Input tokens that wait to be started; beyond it requests are refused (429)."),
        .integer(
            "max_running_sequences", 1...100_000, \.engine.maxRunningSequences, "Sequences that are computed at once."),
        .integer(
            "max_working_bytes", (1 << 20)...(1 << 44), \.engine.maxWorkingBytes,
            "Memory of the sequences that are computed at once, models aside; a request that alone needs more is refused (413)."
        ),
        .integer("max_batch_tokens", 1...10_000_000, \.engine.maxBatchTokens, "Rows of one step of the computation."),
        .integer(
            "max_requests_in_flight", 1...32_768, \.server.maxRequestsInFlight,
            "Requests being answered; beyond it they are refused (429)."),
        .integer(
            "max_stream_buffer_bytes", 65_536...(1 << 30), \.server.maxStreamBufferBytes,
            "What a client may leave unread of a stream; beyond it the client is dropped."),
        .integer("max_connections", 1...100_000, \.server.maxConnections, "Open connections."),
        .seconds(
            "header_timeout", 0.1...86_400, \.server.headerTimeout,
            "Seconds for a client to send a request's headers, and for a new connection to send anything."),
        .seconds(
            "receive_timeout", 0.1...86_400, \.server.requestTimeout, "Seconds for a client to send a whole request."),
        .seconds("idle_timeout", 0.1...86_400, \.server.idleTimeout, "Seconds until an idle connection is closed."),
        .seconds("request_deadline", 0.001...86_400, \.requestDeadline, "Seconds that a request may take (504)."),
        .seconds(
            "drain_delay", 0...86_400, \.drainDelay,
            "Seconds on SIGTERM to go on accepting while readiness is false, for balancers that poll it."),
        .seconds(
            "drain_timeout", 0...86_400, \.drainTimeout, "Seconds that accepted requests get to finish on SIGTERM."),
        .seconds(
            "unready_after", 0...86_400, \.unreadyAfter,
            "Seconds with a queue that is half full or more until readiness is false; 0 is never."),
        .boolean("viewer", \.viewer, "Whether GET / is a page that shows attention: true or false."),
        .choice("log_format", \.logFormat, "How log lines are written"),
        .choice("log_level", \.logLevel, "The least important lines that are logged"),
    ]

    private static func storeModelSettings(_ value: SettingValue, _ configuration: inout Configuration) -> String? {
        guard case .text(let text) = value, let document = try? JSONDocument(parsing: text),
            let members = document.root.members
        else { return "must be a JSON object: {\"NAME\": {\"pooling\": \"mean\"}}" }
        var settings: [String: ModelSettings] = [:]
        for (name, own) in members {
            do { settings[name] = try ModelSettings(own) } catch { return "of \"\(name.prefix(64))\" \(error)" }
        }
        configuration.modelSettings = settings
        return nil
    }

    private static func storeDialects(_ value: SettingValue, _ configuration: inout Configuration) -> String? {
        guard case .list(let names) = value else { return "must be a list of names" }
        let known = Dialect.all.map(\.name)
        for name in names where !known.contains(name) {
            return "must be names of dialects, not \"\(name)\". \(Spelling.hint(name, known))"
        }
        configuration.dialects = Dialect.others.map(\.name).filter(names.contains)
        return nil
    }

    private static func storeModels(_ value: SettingValue, _ configuration: inout Configuration) -> String? {
        guard case .list(let texts) = value else { return "must be a list of NAME=DIRECTORY or directories" }
        var models: [ModelSource] = []
        for text in texts {
            let source: ModelSource
            do { source = try ModelSource(parsing: text) } catch { return error.description }
            guard !models.contains(where: { $0.name == source.name }) else {
                return "names the model \"\(source.name)\" twice; give one of them another name: NAME=DIRECTORY"
            }
            models.append(source)
        }
        configuration.models = models
        return nil
    }
}
