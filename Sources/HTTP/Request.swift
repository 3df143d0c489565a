/// A request whose body has arrived completely.
package struct Request: Sendable {
    package enum Method: String, Sendable, CaseIterable {
        case get = "GET", head = "HEAD", post = "POST", put = "PUT", patch = "PATCH", delete = "DELETE", options =
            "OPTIONS"
    }

    package var method: Method
    /// Percent-decoded, without the query.
    package var path: String
    /// Filled in by the router: `["name": "g2p-en"]` for a pattern `/models/{name}`.
    package var parameters: [String: String]
    package var body: [UInt8]
    /// Microseconds-precise instant at which the request was complete.
    package var received: ContinuousClock.Instant
    private let headers: [String: String]

    /// - headers: names in any case; looked up case-insensitively.
    package init(method: Method, path: String, headers: [String: String] = [:], body: [UInt8] = []) {
        fatalError("interface")
    }

    package func header(_ name: String) -> String? { fatalError("interface") }
}
