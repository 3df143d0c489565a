import HTTP
import Synchronization

/// Lets requests in, or not.
final class AccessControl: Sendable {
    private let settings: AccessSettings
    /// Of the routes that need no key.
    private let openPatterns: Set<String>
    /// What finds a key among the fields of a request, by the routes where one may stand there.
    private let keyReaders: [String: @Sendable (Request) -> String?]
    /// nil: nobody needs a key.
    private let keys = Mutex<APIKeys?>(nil)

    init(_ settings: AccessSettings) {
        self.settings = settings
        openPatterns = Set(Endpoint.all.filter { $0.isOpen(settings) }.map(\.pattern))
        keyReaders = Dictionary(
            Endpoint.all.compactMap { endpoint in
                if case .withKeyInRequest(let read) = endpoint.access { (endpoint.pattern, read) } else { nil }
            }
        ) { first, _ in first }
    }

    /// Bytes that the body of a request may have whose key is to be looked for in it.
    private static let mostBytesWithKey = 256 << 10

    /// Whether a file of keys is set.
    var asksForKeys: Bool { !settings.apiKeysFile.isEmpty }

    /// Reads the file of keys, if one is set. When it is unusable, the keys stay as they are.
    /// - Returns: how many keys there are; nil when nobody needs one.
    @discardableResult
    func load() throws(ConfigurationError) -> Int? {
        let path = settings.apiKeysFile
        guard !path.isEmpty else { return nil }
        let read = try APIKeys(parsing: try SecretFile.read(path, setting: "api_keys_file"), path: path)
        keys.withLock { $0 = read }
        return read.count
    }

    /// Why the request is not let in; nil: it is.
    /// - pattern: of its route.
    func refusal(of request: Request, pattern: String?) -> ServiceError? {
        guard let keys = keys.withLock({ $0 }), !isOpen(pattern), request.method != .options else { return nil }
        guard let header = request.header("authorization") else {
            guard request.body.count <= Self.mostBytesWithKey, let key = keyReader(pattern)?(request) else {
                return .missingAPIKey
            }
            return keys.contain(Array(key.utf8)) ? nil : .invalidAPIKey
        }
        guard let token = Self.bearerToken(header) else { return .missingAPIKey }
        return keys.contain(token) ? nil : .invalidAPIKey
    }

    /// Whether the body of a request is worth receiving: the request is let in already, or it may have its key in there.
    /// - head: the request without its body
    func admits(_ head: Request, pattern: String?) -> Bool {
        if refusal(of: head, pattern: pattern) == nil { return true }
        // As it was sent, and of a stated length: what is not known to be small is not received.
        return keyReader(pattern) != nil && head.header("authorization") == nil
            && head.header("content-encoding") == nil
            && head.header("content-length").flatMap(Int.init).map { $0 <= Self.mostBytesWithKey } == true
    }

    private func keyReader(_ pattern: String?) -> (@Sendable (Request) -> String?)? {
        pattern.flatMap { keyReaders[$0] }
    }

    private func isOpen(_ pattern: String?) -> Bool { pattern.map(openPatterns.contains) ?? false }

    /// `Bearer TOKEN` (RFC 6750, 2.1); the scheme in any case (RFC 9110, 11.1).
    private static func bearerToken(_ header: String) -> ArraySlice<UInt8>? {
        let bytes = Array(header.utf8)
        let scheme = Array("bearer ".utf8)
        guard bytes.count > scheme.count,
            zip(bytes, scheme).allSatisfy({ $0 == $1 || ($0 | 0x20 == $1 && $1 != 0x20) })
        else { return nil }
        return bytes[scheme.count...].drop { $0 == 0x20 }
    }
}

extension Endpoint {
    fileprivate func isOpen(_ settings: AccessSettings) -> Bool {
        switch access {
        case .withKey, .withKeyInRequest: false
        case .metrics: settings.metricsAreOpen
        case .open: true
        }
    }
}
