import HTTP
import ServiceLifecycle
import TestSupport
import Testing

@testable import Service

extension Application {
    /// What SIGTERM does.
    func end(_ server: Server) async throws {
        let services = services(server)
        await services.triggerGracefulShutdown()
        try await services.run()
    }
}

@Suite(.timeLimit(.minutes(5))) struct StoppingTests {
    @Test func readinessGoesFirstThenThePortThenWhatWasAccepted() async throws {
        let service = try TestService([("t5", .fixture("families/t5/tied-relu"))]) { configuration in
            configuration.server.port = 0
            configuration.drainDelay = 0.5
            configuration.drainTimeout = 300
        }
        let application = service.application
        let server = try application.listen()
        let port = server.port
        let services = application.services(server)

        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { try await services.run() }
            let (streaming, first) = try await onThread {
                let client = try Client(port: port)
                client.post(
                    "/decode",
                    #"{"input":[5,6,1],"min_new_tokens":600,"max_new_tokens":600,"num_beams":1,"stream":true}"#)
                return (Streaming(client: client), try client.head().status)
            }
            #expect(first == 200)
            #expect(try await Self.readiness(port) == 200)

            await services.triggerGracefulShutdown()
            while try await Self.readiness(port) == 200 {}
            // Not ready any more, but a late request is still accepted.
            let late = try await onThread {
                let client = try Client(port: port)
                client.post("/encode", #"{"input":[5,6,1]}"#)
                return try client.reply().status
            }
            #expect(late == 200)
            let events = try await onThread { try streaming.client.chunks() }
            #expect(events.contains("event: done"))
            try await group.waitForAll()
        }
        await #expect(throws: ClientError.self) { try await Self.readiness(port) }
        #expect(await application.respond(to: "/encode", body: Array(#"{"input":[5,6,1]}"#.utf8)).status == 503)
    }

    private static func readiness(_ port: Int) async throws -> Int {
        try await onThread {
            let client = try Client(port: port)
            client.request("GET", "/health/ready")
            return try client.reply().status
        }
    }

    /// A client that one thread uses after the other.
    private struct Streaming: @unchecked Sendable { let client: Client }
}
