private import CHTTP

package struct ServerConfiguration: Sendable {
    package var host = "127.0.0.1"
    /// 0 picks a free port.
    package var port = 8080
    /// A larger body is a 413.
    package var maxBodyBytes = 8 << 20
    /// Requests that are being worked on; above it, 503 with `Retry-After` at once.
    package var maxRequestsInFlight = 512
    package var maxConnections = 1000
    /// Seconds for a client to send its headers and body completely, and for an idle connection to be closed.
    package var requestTimeout = 30.0
    package var idleTimeout = 60.0

    package init() {}
}

package enum ServerError: Error, Equatable {
    /// The address cannot be bound: in use, not ours, or not permitted.
    case cannotListen(host: String, port: Int, reason: String)
}

/// The HTTP server: pulls complete requests from the C side, runs the router for each in a task, hands the reply back.
package final class Server: Sendable {
    package init(configuration: ServerConfiguration, router: Router) throws(ServerError) { fatalError("interface") }

    /// The port that is bound.
    package var port: Int { fatalError("interface") }

    /// Stops accepting; accepted requests finish, keep-alive connections are closed after their reply. Returns when none is left or
    /// the time is over; then what is left is answered with 503.
    package func drain(timeout: Duration) async { fatalError("interface") }

    /// Ends everything at once. Idempotent.
    package func stop() { fatalError("interface") }
}
