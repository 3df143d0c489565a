package import JSON

/// What goes back, whole or, with `stream`, bit by bit. The body's memory passes to the C side, which frees it on every path.
package struct Response: ~Copyable, Sendable {
    /// 200...599.
    package var status: Int
    /// Line ends within a value are dropped. `Content-Length`, `Date` and `Connection` are the server's.
    package var headers: [(name: String, value: String)]
    package var body: OutputBuffer
    /// Writes the body after the head has been sent; `body` does not count then.
    package var stream: BodyStream?

    package init(status: Int = 200, headers: [(name: String, value: String)] = [], body: consuming OutputBuffer) {
        self.status = status
        self.headers = headers
        self.body = body
    }

    package init(status: Int = 200, headers: [(name: String, value: String)] = [], stream: BodyStream) {
        self.init(status: status, headers: headers, body: OutputBuffer(capacity: 1))
        self.stream = stream
    }

    /// `Content-Type: application/json`, body written by `write`.
    package static func json(
        status: Int = 200, headers: [(name: String, value: String)] = [], _ write: (inout JSONWriter) throws -> Void
    ) rethrows -> Response {
        var writer = JSONWriter()
        try write(&writer)
        return Response(
            status: status, headers: [("Content-Type", "application/json")] + headers, body: writer.finish())
    }
}
