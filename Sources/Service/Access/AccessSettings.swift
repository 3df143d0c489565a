/// Who may ask, and how it is kept from others. Paths are empty when nothing is set.
package struct AccessSettings: Sendable {
    /// One key a line.
    package var apiKeysFile = ""
    /// Whether metrics are shown to those without a key.
    package var metricsAreOpen = false
    /// Origins whose pages may read replies; `*` alone is every origin.
    package var corsOrigins: [String] = []
    /// The server's certificate with its chain, in PEM.
    package var tlsCertificate = ""
    /// The certificate's key, in PEM.
    package var tlsKey = ""

    package init() {}

    package var usesTLS: Bool { !tlsCertificate.isEmpty }
    /// Whether SIGHUP has anything to read again.
    package var hasReloadableFiles: Bool { usesTLS || !apiKeysFile.isEmpty }
}

extension AccessSettings {
    static let settings: [Setting] = [
        .path("api_keys_file", \.access.apiKeysFile, "A file with one API key a line; without it nobody needs a key."),
        Setting(name: "metrics_access", kind: .text, help: "Who may read /metrics: keys or open.") {
            value, configuration in
            guard value == .text("keys") || value == .text("open") else { return "must be keys or open" }
            configuration.access.metricsAreOpen = value == .text("open")
            return nil
        },
        Setting(
            name: "cors_origins", kind: .list,
            help: "An origin, such as https://example.org, whose pages may read replies; repeatable; * is every one.",
            store: storeOrigins),
        .path("tls_certificate", \.access.tlsCertificate, "The server's certificate and its chain, a PEM file."),
        .path("tls_key", \.access.tlsKey, "The certificate's key, a PEM file without a password."),
    ]

    private static func storeOrigins(_ value: SettingValue, _ configuration: inout Configuration) -> String? {
        guard case .list(let origins) = value else { return "must be a list of origins" }
        if origins.count > 1, origins.contains("*") { return "must be * alone or origins without *" }
        for origin in origins where origin != "*" && !isOrigin(origin) {
            return
                "must be origins, https://HOST or https://HOST:PORT in lower case and without a path, or *, not \"\(origin)\""
        }
        configuration.access.corsOrigins = origins
        return nil
    }

    /// As browsers write it in `Origin` (RFC 6454, 6.2).
    private static func isOrigin(_ text: String) -> Bool {
        guard let scheme = ["http://", "https://"].first(where: text.hasPrefix) else { return false }
        let authority = text.utf8.dropFirst(scheme.utf8.count)
        return !authority.isEmpty
            && authority.allSatisfy { byte in
                switch byte {
                case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"),
                    UInt8(ascii: "."), UInt8(ascii: ":"), UInt8(ascii: "["), UInt8(ascii: "]"), UInt8(ascii: "_"):
                    true
                default: false
                }
            }
    }
}
