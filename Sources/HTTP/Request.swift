/// A request whose body has arrived completely.
package struct Request: Sendable {
    package enum Method: String, Sendable, CaseIterable {
        case get = "GET", head = "HEAD", post = "POST", put = "PUT", patch = "PATCH", delete = "DELETE", options =
            "OPTIONS"
    }

    package var method: Method
    /// As the client sent it: percent-encoded, with the query.
    package let target: String
    /// Percent-decoded, without the query. As the client sent it when it cannot be decoded; the router refuses such a request.
    package let path: String
    /// What follows the first `?`, as the client sent it.
    package let query: String?
    /// Filled in by the router: `["name": "g2p-en"]` for a pattern `/models/{name}`.
    package var parameters: [String: String]
    package var body: [UInt8]
    /// Microseconds-precise instant at which the request was complete.
    package var received: ContinuousClock.Instant
    /// The request began to arrive after the server was told to drain: to be refused, unless it asks about the server itself.
    package var arrivedWhileDraining = false
    /// Put there by an interceptor, for handlers.
    package var attachment: (any Sendable)?
    /// The path's segments, each decoded by itself, so that an encoded slash stays within its segment; nil when malformed.
    let segments: [String]?
    private let headers: [(name: String, value: String)]

    /// - path: as on the request line: percent-encoded; may have a query.
    /// - headers: names in any case; looked up case-insensitively.
    package init(method: Method, path: String, headers: [String: String] = [:], body: [UInt8] = []) {
        self.init(method: method, target: path, headers: headers.map { ($0.key, $0.value) }, body: body)
    }

    /// - headers: in the order they were sent; a name may occur more than once.
    init(method: Method, target: String, headers: [(name: String, value: String)], body: [UInt8]) {
        let parsed = RequestTarget(target)
        self.method = method
        self.target = target
        self.path = parsed.segments.map { "/" + $0.joined(separator: "/") } ?? parsed.encodedPath
        self.query = parsed.query
        self.parameters = [:]
        self.body = body
        self.received = .now
        self.segments = parsed.segments
        self.headers = headers
    }

    /// The header's value; when it was sent more than once, all its values joined by commas.
    package func header(_ name: String) -> String? {
        var joined: String?
        for header in headers where equalIgnoringCase(header.name, name) {
            joined = joined.map { "\($0), \(header.value)" } ?? header.value
        }
        return joined
    }
}

/// Equality of header names, which are ASCII.
private func equalIgnoringCase(_ first: String, _ second: String) -> Bool {
    func lowercase(_ byte: UInt8) -> UInt8 {
        (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(byte) ? byte | 0x20 : byte
    }
    return first.utf8.count == second.utf8.count
        && zip(first.utf8, second.utf8).allSatisfy { lowercase($0) == lowercase($1) }
}
