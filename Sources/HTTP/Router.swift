/// What answers a request. It runs on Swift's cooperative pool; its task is cancelled when the client has gone.
package typealias Handler = @Sendable (Request) async -> Response

/// A method and a path pattern, `/models/{name}`, and what answers it.
package struct Route: Sendable {
    package let method: Request.Method
    package let pattern: String
    package let handler: Handler

    package init(_ method: Request.Method, _ pattern: String, _ handler: @escaping Handler) {
        self.method = method
        self.pattern = pattern
        self.handler = handler
    }
}

/// What goes wrong before any handler is reached.
package enum RoutingFailure: Error, Sendable {
    case notFound(path: String)
    case methodNotAllowed(method: String, allowed: [Request.Method])
}

/// Finds the handler of a request. HEAD is answered by GET's handler; OPTIONS with 204 and `Allow`.
package struct Router: Sendable {
    /// - failure: writes the reply for what the router itself refuses (404, 405 with `Allow`).
    package init(routes: [Route], failure: @escaping @Sendable (RoutingFailure) -> Response) { fatalError("interface") }

    package func respond(to request: Request) async -> Response { fatalError("interface") }
}
