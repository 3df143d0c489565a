/// What a configuration is wanted for: nothing fails over a value that it does not use.
package enum ConfigurationUse: Sendable, Equatable {
    /// All of it.
    case serving
    /// Models and the limits of requests, without a server.
    /// - ofOwnModel: the models that are set do not count.
    case working(ofOwnModel: Bool)
    /// Where the server is, whatever it serves.
    case asking

    /// - setting: its name
    func needs(_ setting: String) -> Bool {
        switch self {
        case .serving: true
        case .working(let ofOwnModel):
            !(ofOwnModel && Self.ofServedModels.contains(setting)) && !Self.ofServerAlone.contains(setting)
        case .asking: Self.ofAddress.contains(setting)
        }
    }

    private static let ofServedModels: Set = ["model", "model_settings"]

    private static let ofAddress: Set = ["host", "port", "tls_certificate"]

    private static let ofServerAlone: Set = [
        "host", "port", "dialects", "max_body_bytes", "max_receiving_bytes", "gzip_level", "gzip_min_bytes",
        "max_requests_in_flight",
        "max_stream_buffer_bytes", "max_connections", "header_timeout", "receive_timeout", "idle_timeout",
        "drain_delay",
        "drain_timeout", "unready_after", "viewer", "api_keys_file", "metrics_access", "cors_origins",
        "tls_certificate", "tls_key",
    ]
}
