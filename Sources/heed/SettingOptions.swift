import ArgumentParser
import Service

/// A flag for every setting of the configuration. Names and help follow from the settings' own rows.
struct SettingOptions: ParsableArguments {
    @Option(help: .setting("host")) var host: String?
    @Option(help: .setting("port")) var port: Int?
    @Option(help: .setting("model", valueName: "name=directory")) var model: [String] = []
    @Option(help: .setting("model_settings", valueName: "json")) var modelSettings: String?
    @Option(help: .setting("dialects", valueName: "name")) var dialects: [String] = []
    @Option(help: .setting("dtype")) var dtype: String?
    @Option(help: .setting("threads")) var threads: Int?
    @Option(help: .setting("max_body_bytes")) var maxBodyBytes: Int?
    @Option(help: .setting("max_receiving_bytes")) var maxReceivingBytes: Int?
    @Option(help: .setting("max_input_tokens")) var maxInputTokens: Int?
    @Option(help: .setting("max_inputs")) var maxInputs: Int?
    @Option(help: .setting("max_response_bytes")) var maxResponseBytes: Int?
    @Option(help: .setting("gzip_level")) var gzipLevel: Int?
    @Option(help: .setting("gzip_min_bytes")) var gzipMinBytes: Int?
    @Option(help: .setting("max_queued_sequences")) var maxQueuedSequences: Int?
    @Option(help: .setting("max_queued_tokens")) var maxQueuedTokens: Int?
    @Option(help: .setting("max_running_sequences")) var maxRunningSequences: Int?
    @Option(help: .setting("max_working_bytes")) var maxWorkingBytes: Int?
    @Option(help: .setting("max_batch_tokens")) var maxBatchTokens: Int?
    @Option(help: .setting("max_requests_in_flight")) var maxRequestsInFlight: Int?
    @Option(help: .setting("max_stream_buffer_bytes")) var maxStreamBufferBytes: Int?
    @Option(help: .setting("max_connections")) var maxConnections: Int?
    @Option(help: .setting("header_timeout", valueName: "seconds")) var headerTimeout: Double?
    @Option(help: .setting("receive_timeout", valueName: "seconds")) var receiveTimeout: Double?
    @Option(help: .setting("idle_timeout", valueName: "seconds")) var idleTimeout: Double?
    @Option(help: .setting("request_deadline", valueName: "seconds")) var requestDeadline: Double?
    @Option(help: .setting("drain_delay", valueName: "seconds")) var drainDelay: Double?
    @Option(help: .setting("drain_timeout", valueName: "seconds")) var drainTimeout: Double?
    @Option(help: .setting("unready_after", valueName: "seconds")) var unreadyAfter: Double?
    @Option(help: .setting("viewer", valueName: "true|false")) var viewer: Bool?
    @Option(help: .setting("log_format")) var logFormat: String?
    @Option(help: .setting("log_level")) var logLevel: String?

    @Option(help: .setting("api_keys_file", valueName: "file")) var apiKeysFile: String?
    @Option(help: .setting("metrics_access", valueName: "keys|open")) var metricsAccess: String?
    @Option(help: .setting("cors_origins", valueName: "origin")) var corsOrigins: [String] = []
    @Option(help: .setting("tls_certificate", valueName: "file")) var tlsCertificate: String?
    @Option(help: .setting("tls_key", valueName: "file")) var tlsKey: String?

    @Option(help: ArgumentHelp("JSON file with settings; flags and HEED_* variables come first.", valueName: "file"))
    var config: String?

    /// Every flag beside the setting it belongs to; nil: not given.
    var values: [(setting: String, value: SettingValue?)] {
        [
            ("host", host.map(SettingValue.text)),
            ("port", port.map(SettingValue.integer)),
            ("model", model.isEmpty ? nil : .list(model)),
            ("model_settings", modelSettings.map(SettingValue.text)),
            ("dialects", dialects.isEmpty ? nil : .list(dialects)),
            ("dtype", dtype.map(SettingValue.text)),
            ("threads", threads.map(SettingValue.integer)),
            ("max_body_bytes", maxBodyBytes.map(SettingValue.integer)),
            ("max_receiving_bytes", maxReceivingBytes.map(SettingValue.integer)),
            ("max_input_tokens", maxInputTokens.map(SettingValue.integer)),
            ("max_inputs", maxInputs.map(SettingValue.integer)),
            ("max_response_bytes", maxResponseBytes.map(SettingValue.integer)),
            ("gzip_level", gzipLevel.map(SettingValue.integer)),
            ("gzip_min_bytes", gzipMinBytes.map(SettingValue.integer)),
            ("max_queued_sequences", maxQueuedSequences.map(SettingValue.integer)),
            ("max_queued_tokens", maxQueuedTokens.map(SettingValue.integer)),
            ("max_running_sequences", maxRunningSequences.map(SettingValue.integer)),
            ("max_working_bytes", maxWorkingBytes.map(SettingValue.integer)),
            ("max_batch_tokens", maxBatchTokens.map(SettingValue.integer)),
            ("max_requests_in_flight", maxRequestsInFlight.map(SettingValue.integer)),
            ("max_stream_buffer_bytes", maxStreamBufferBytes.map(SettingValue.integer)),
            ("max_connections", maxConnections.map(SettingValue.integer)),
            ("header_timeout", headerTimeout.map(SettingValue.seconds)),
            ("receive_timeout", receiveTimeout.map(SettingValue.seconds)),
            ("idle_timeout", idleTimeout.map(SettingValue.seconds)),
            ("request_deadline", requestDeadline.map(SettingValue.seconds)),
            ("drain_delay", drainDelay.map(SettingValue.seconds)),
            ("drain_timeout", drainTimeout.map(SettingValue.seconds)),
            ("unready_after", unreadyAfter.map(SettingValue.seconds)),
            ("viewer", viewer.map(SettingValue.boolean)),
            ("log_format", logFormat.map(SettingValue.text)),
            ("log_level", logLevel.map(SettingValue.text)),
            ("api_keys_file", apiKeysFile.map(SettingValue.text)),
            ("metrics_access", metricsAccess.map(SettingValue.text)),
            ("cors_origins", corsOrigins.isEmpty ? nil : .list(corsOrigins)),
            ("tls_certificate", tlsCertificate.map(SettingValue.text)),
            ("tls_key", tlsKey.map(SettingValue.text)),
        ]
    }

    func loader(environment: [String: String]) -> ConfigurationLoader {
        let given = values.compactMap { setting, value in value.map { (setting, $0) } }
        return ConfigurationLoader(
            flags: Dictionary(uniqueKeysWithValues: given), environment: environment, filePath: config)
    }
}

extension ArgumentHelp {
    fileprivate static func setting(_ name: String, valueName: String? = nil) -> ArgumentHelp {
        ArgumentHelp(stringLiteral: Configuration.settings.first { $0.name == name }?.help ?? "").named(valueName)
    }

    private func named(_ valueName: String?) -> ArgumentHelp {
        var help = self
        help.valueName = valueName
        return help
    }
}
