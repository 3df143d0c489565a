private import Glibc
private import Synchronization

package struct ServerConfiguration: Sendable {
    package var host = "127.0.0.1"
    /// 0 picks a free port.
    package var port = 8080
    /// Listening sockets that whoever started the process has handed over, in place of `host` and `port`; 0: none.
    package var inheritedSockets = 0
    /// nil: plain HTTP.
    package var certificate: Certificate?
    /// A larger body is a 413.
    package var maxBodyBytes = 8 << 20
    /// What the bodies of all requests take that have not arrived completely; above it, 503 with `Retry-After`. At least one of
    /// `maxBodyBytes` has room.
    package var maxReceivingBytes = 128 << 20
    /// Requests that are being worked on; above it, 429 with `Retry-After` at once. Requests without a body may use an
    /// eighth more, so that health checks are answered under overload.
    package var maxRequestsInFlight = 512
    /// What a client may leave unread of a reply that is written while it is sent; above it, the client is dropped.
    package var maxStreamBufferBytes = 1 << 20
    /// Above it, a connection may make one request without a body, and gets a 503 for another one.
    package var maxConnections = 1000
    /// Seconds for a client to send the headers of a request, and for a new connection to send anything.
    package var headerTimeout = 10.0
    /// Seconds for a client to send its headers and body completely, and for an idle connection to be closed. A client that reads
    /// its reply slower than 16 KiB a second for longer than `idleTimeout` is cut, too.
    package var requestTimeout = 30.0
    package var idleTimeout = 75.0

    package init() {}
}

/// A server's certificate and its key, for TLS.
package struct Certificate: Sendable {
    /// The certificate and its chain in PEM, the server's own first.
    let chain: [UInt8]
    /// In PEM, without a password.
    let key: [UInt8]

    package init(chain: [UInt8], key: [UInt8]) {
        self.chain = chain
        self.key = key
    }
}

package enum ServerError: Error, Equatable {
    /// The address cannot be bound: in use, not ours, or not permitted.
    case cannotListen(host: String, port: Int, reason: String)
    /// Not PEM, or not a pair.
    case unusableCertificate(reason: String)
    /// The system does not give the threads that the server runs on.
    case noThread
}

/// The HTTP server: pulls complete requests from the C side, runs the router for each in a task, hands the reply back.
///
/// The task of a request whose client has gone is cancelled. A client of HTTP/1.1 that only closes its sending side still gets its
/// reply, one of HTTP/1.0 counts as gone (`docs/decisions/0008-half-closed-clients.md`).
package final class Server: Sendable {
    private let edge: Edge
    private let isStopped = Mutex(false)

    /// Threads of the operating system that a server runs on, at most: those of requests, of the cooperative pool that they wait on,
    /// and of the C side.
    package static var mostThreads: Int { RequestExecutors.threads + cores + 8 }

    package init(configuration: ServerConfiguration, router: Router) throws(ServerError) {
        guard let executors = RequestExecutors() else { throw .noThread }
        edge = try Edge(configuration, router: router)
        // What has begun of the server is ended by `deinit`.
        guard Dispatcher(edge: edge, router: router, executors: executors).start() else { throw .noThread }
    }

    deinit { stop() }

    /// The port that is bound.
    package var port: Int { edge.port }
    /// Takes another certificate for connections to come; open ones go on with theirs. Only for a server that was started with one.
    package func replaceCertificate(by certificate: Certificate) throws(ServerError) {
        try edge.replaceCertificate(by: certificate)
    }

    /// How often each status was given to requests that no handler saw: malformed, too large, too slow, too many. Always the same
    /// statuses, in ascending order.
    package var refusals: [(status: Int, count: Int)] { edge.refusals }
    /// Open connections.
    package var connections: Int { edge.connections }
    /// Requests that arrived and whose reply has not left completely.
    package var requestsInFlight: Int { edge.requestsInFlight }

    /// Stops accepting; accepted requests finish, keep-alive connections are closed after their reply. Returns when none is left or
    /// the time is over; then what is left is answered with 503.
    ///
    /// A request that begins to arrive meanwhile on an open connection still reaches its handler, with `arrivedWhileDraining` set.
    /// - patience: for requests that are arriving, or that new connections were made for, within the timeout: a balancer has
    ///   sent them already, and could not tell whether they were lost.
    package func drain(timeout: Duration, patience: Duration = .seconds(1)) async {
        isStopped.withLock { if !$0 { edge.drain() } }
        // Happens once in a process's life, so looking every few milliseconds is cheaper than being told.
        let begin = ContinuousClock.now
        let deadline = begin + timeout
        let endOfPatience = begin + min(patience, timeout)
        while edge.requestsInFlight > 0 && .now < deadline || edge.connectionsExpected > 0 && .now < endOfPatience {
            do { try await Task.sleep(for: .milliseconds(5)) } catch { break }
        }
        edge.abort()
    }

    /// Ends everything at once. Idempotent.
    ///
    /// Waiting requests are answered with 503 and their tasks cancelled. Blocks for as long as the replies take to leave, a second
    /// at most.
    package func stop() {
        isStopped.withLock { isStopped in
            if !isStopped { edge.stop() }
            isStopped = true
        }
    }
}

/// Those that this process sees.
let cores = max(1, sysconf(Int32(_SC_NPROCESSORS_ONLN)))
