import HTTP
import TestSupport
import Testing

@testable import Service

/// Clients that leave, over sockets. Their work would take many minutes: that the server comes to rest shows that it was given up.
@Suite(.timeLimit(.minutes(5))) struct LeavingClientTests {
    /// Decodes without an end in sight: the model has no limit of positions.
    private static func body(_ more: String) -> String {
        "{\"input\":[5,6,1],\"min_new_tokens\":60000,\"max_new_tokens\":60000,\(more)}"
    }

    private static let streaming = #""stream":true,"num_beams":1"#

    private struct Running {
        let application: Application
        let server: Server
        private let service: TestService

        init(configure: (inout Configuration) -> Void = { _ in }) throws {
            service = try TestService([("t5", .fixture("families/t5/tied-relu"))]) { configuration in
                configuration.server.port = 0
                configuration.maxResponseBytes = 1 << 30
                configuration.engine.maxWorkingBytes = 1 << 40
                configure(&configuration)
            }
            application = service.application
            server = try application.listen()
        }

        /// The value of a metric without labels.
        func metric(_ name: String) async -> Double? {
            let reply = await application.respond(to: "/metrics")
            let line = String(decoding: reply.body, as: UTF8.self).split(separator: "\n").first {
                $0.hasPrefix(name + " ")
            }
            return line.flatMap { Double($0.dropFirst(name.count + 1)) }
        }

        /// Waits until so many requests have been given up.
        func cancelled(_ count: Int) async throws { try await wait("heed_cancelled_requests_total", count) }
        func running(_ count: Int) async throws { try await wait("heed_running_sequences", count) }
        func queued(_ count: Int) async throws { try await wait("heed_queued_sequences", count) }

        private func wait(_ name: String, _ count: Int) async throws {
            while await metric(name) != Double(count) { try await Task.sleep(for: .milliseconds(2)) }
        }

        /// Returns when no request is left.
        func end() async throws { try await application.end(server) }
    }

    @Test func streamIsGivenUp() async throws {
        let service = try Running()
        let first = try await onThread { [port = service.server.port] in
            let client = try Client(port: port)
            client.post("/decode", Self.body(Self.streaming))
            let head = try client.head()
            let first = try client.chunk()
            client.close()
            return head.headers["content-type"].map { $0 + "\n" + first }
        }
        #expect(first?.hasPrefix("text/event-stream\nevent: token\ndata: {") == true)
        try await service.cancelled(1)
        try await service.running(0)
        try await service.end()
    }

    @Test(arguments: [#""num_beams":1"#, #""num_beams":4"#])
    func runningWorkIsGivenUp(options: String) async throws {
        let service = try Running()
        let port = service.server.port
        let client = try await ThreadBound(port, body: Self.body(options))
        try await service.running(1)
        client.leave()
        try await service.cancelled(1)
        try await service.running(0)
        try await service.end()
    }

    @Test(arguments: [#""num_beams":1"#, streaming])
    func waitingWorkIsGivenUp(options: String) async throws {
        let service = try Running { $0.engine.maxRunningSequences = 1 }
        let port = service.server.port
        let running = try await ThreadBound(port, body: Self.body(#""num_beams":1"#))
        try await service.running(1)
        let waiting = try await ThreadBound(port, body: Self.body(options))
        try await service.queued(1)
        waiting.leave()
        try await service.cancelled(1)
        try await service.queued(0)
        running.leave()
        try await service.cancelled(2)
        try await service.end()
    }

    @Test func streamEndsWithAnErrorAtTheDeadlineOfADrain() async throws {
        let service = try Running { $0.drainTimeout = 0 }
        let body = Task {
            try await onThread { [port = service.server.port] in
                let client = try Client(port: port)
                client.post("/decode", Self.body(Self.streaming))
                _ = try client.head()
                return try client.chunks()
            }
        }
        try await service.running(1)
        try await service.end()
        let streamed = try StreamedReply(parsing: try await body.value)
        #expect(streamed.names.last == "error")
        #expect(streamed.events.last?.data["error"]?["code"]?.string == "stopping")
    }
}

/// A client that has asked for decoding, and that one thread uses after the other.
private final class ThreadBound: @unchecked Sendable {
    private let client: Client

    /// Connects and sends at once: a server closes connections on which nothing comes, and the pool may be long in giving a turn.
    init(_ port: Int, body: String) async throws {
        client = try await onThread {
            let client = try Client(port: port)
            client.post("/decode", body)
            return Sent(client: client)
        }.client
    }

    private struct Sent: @unchecked Sendable {
        let client: Client
    }

    func leave() { client.close() }
}
