private import Glibc

/// Where the Hub is, where its models are kept, and who asks: the variables that every tool of the Hub heeds.
package struct HubSettings: Sendable {
    /// Without a slash at its end, and without a password.
    package var endpoint = "https://huggingface.co"
    /// What a mirror asks for.
    package var login: HubLogin?
    /// The directory of all models, `…/hub`.
    package var cache: String
    package var token: HubToken?
    /// Nothing is fetched.
    package var isOffline = false
    /// A file of certificates in place of the system's.
    package var certificates: String?

    /// Seconds before each further try.
    package var pauses = [1.0, 3.0, 9.0]
    /// Seconds to make a connection.
    package var connectTimeout = 10
    /// Seconds without a single byte until a connection is given up.
    package var stallTimeout = 30

    package init(environment: [String: String]) throws(HubError) {
        let value = { (name: String) in environment[name].flatMap { $0.isEmpty ? nil : $0 } }
        let home = value("HOME")
        let path = { (name: String) in value(name).map { Self.expanded($0, home: home) } }

        let hubHome =
            path("HF_HOME") ?? (path("XDG_CACHE_HOME") ?? home.map { $0 + "/.cache" }).map { $0 + "/huggingface" }
        guard let cache = path("HF_HUB_CACHE") ?? path("HUGGINGFACE_HUB_CACHE") ?? hubHome.map({ $0 + "/hub" }) else {
            throw .malformedSetting(
                variable: "HF_HOME",
                reason: "is not set, and neither is HOME: it names the directory that models are kept in")
        }
        self.cache = cache
        if let endpoint = value("HF_ENDPOINT") {
            var endpoint = endpoint
            while endpoint.hasSuffix("/") { endpoint.removeLast() }
            guard Origin(of: endpoint) != nil else {
                throw .malformedSetting(
                    variable: "HF_ENDPOINT",
                    // A password may stand before an "@", wherever the address is wrong.
                    reason: "must be an address such as https://huggingface.co"
                        + (endpoint.contains("@") ? "" : ", not \"\(endpoint)\""))
            }
            login = Origin.login(of: endpoint)
            self.endpoint = Origin.withoutLogin(endpoint)
        }
        if let token = value("HF_TOKEN") ?? value("HUGGING_FACE_HUB_TOKEN") {
            self.token = try HubToken(token, from: "HF_TOKEN")
        } else if let file = path("HF_TOKEN_PATH") ?? hubHome.map({ $0 + "/token" }), let text = Self.text(of: file) {
            self.token = try HubToken(text, from: file)
        }
        isOffline = ["HF_HUB_OFFLINE", "TRANSFORMERS_OFFLINE"].contains {
            ["1", "ON", "YES", "TRUE"].contains(value($0)?.uppercased() ?? "")
        }
        certificates = path("SSL_CERT_FILE") ?? path("CURL_CA_BUNDLE")
    }

    private static func expanded(_ path: String, home: String?) -> String {
        guard let home, path == "~" || path.hasPrefix("~/") else { return path }
        return home + path.dropFirst()
    }

    /// What a small file holds; nil when it cannot be read, as when there is none.
    private static func text(of path: String) -> String? {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
        guard descriptor >= 0 else { return nil }
        defer { close(descriptor) }
        var buffer = [UInt8](repeating: 0, count: 4096)
        let count = read(descriptor, &buffer, buffer.count)
        return count > 0 ? String(decoding: buffer[..<count], as: UTF8.self) : nil
    }
}

/// A name and a password, which no message and no dump of a value shows.
package struct HubLogin: Sendable, CustomStringConvertible, CustomReflectable {
    let name: String
    let password: String

    package var description: String { "a login" }
    package var customMirror: Mirror { Mirror(self, children: []) }
}

/// A secret, which no message and no dump of a value shows.
package struct HubToken: Sendable, CustomStringConvertible, CustomReflectable {
    let text: String

    /// nil when there is nothing in it but white space.
    /// - place: for the error
    init?(_ text: String, from place: String) throws(HubError) {
        let isSpace = { (byte: UInt8) in byte <= 0x20 }
        let trimmed = text.utf8.drop(while: isSpace).reversed().drop(while: isSpace).reversed()
        guard !trimmed.isEmpty else { return nil }
        guard trimmed.allSatisfy({ 0x21...0x7E ~= $0 }) else {
            throw .malformedSetting(variable: place, reason: "is no token: it has other than visible ASCII characters")
        }
        self.text = String(decoding: Array(trimmed), as: UTF8.self)
    }

    package var description: String { "a token" }
    package var customMirror: Mirror { Mirror(self, children: []) }
}
