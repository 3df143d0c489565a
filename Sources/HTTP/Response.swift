package import JSON

/// What goes back. The body's memory passes to the C side, which frees it on every path.
package struct Response: ~Copyable, Sendable {
    package var status: Int
    package var headers: [(name: String, value: String)]
    package var body: OutputBuffer

    package init(status: Int = 200, headers: [(name: String, value: String)] = [], body: consuming OutputBuffer) {
        self.status = status
        self.headers = headers
        self.body = body
    }

    /// `Content-Type: application/json`, body written by `write`.
    package static func json(
        status: Int = 200, headers: [(name: String, value: String)] = [], _ write: (inout JSONWriter) throws -> Void
    ) rethrows -> Response {
        fatalError("interface")
    }
}
