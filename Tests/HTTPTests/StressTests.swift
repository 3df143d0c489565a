import Foundation
import HTTP
import TestSupport
import Testing

/// Drives the server hard for a few seconds. Its worth is under the thread and address sanitizers.
@Suite(.serialized) struct StressTests {
    /// Echoes the body, at once or after up to four milliseconds.
    private static func router(_ milestone: Event) -> Router {
        HTTPTests.router(
            Route(.post, "/echo") { request in
                milestone.happen()
                let delay = request.body.reduce(0) { ($0 &* 31 &+ Int($1)) & 0xFFF }
                if delay & 1 == 1 { try? await Task.sleep(for: .microseconds(delay)) }
                return text(String(decoding: request.body, as: UTF8.self))
            })
    }

    private struct WrongReply: Error {
        let expected: String
        let got: String
    }

    /// One client's life: rounds of all kinds, some well behaved, until the server is gone. Returns how many requests were answered;
    /// throws when an answer is wrong or missing.
    private static func live(port: Int, seed: Int, rounds: Int) throws -> Int {
        var generator = SeededGenerator(seed)
        var answered = 0
        for _ in 0..<rounds {
            guard let client = try? Client(port: port) else { return answered }
            let count = Int.random(in: 1...8, using: &generator)
            let bodies = (0..<count).map { _ in "\(seed)-\(UInt32.random(in: 0...UInt32.max, using: &generator))" }
            switch Int.random(in: 0..<8, using: &generator) {
            case 0:
                for body in bodies { client.post("/echo", body) }
                client.close()
            case 1: client.send("POST /echo HTTP/1.1\r\nHost: t\r\nContent-Length: 1000\r\n\r\nabc")
            case 2:
                client.send("POST /echo HTTP/1.1\r\nHost: t\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\na")
                _ = try? client.reply()
            case 3:
                client.post("/echo", bodies[0])
                client.closeSendingSide()
                _ = try? client.reply()
            case 4:
                for body in bodies { client.post("/echo", body) }
                for body in bodies { guard try check(client, body) else { break } }
            default:
                for body in bodies {
                    client.post("/echo", body)
                    guard try check(client, body) else { break }
                }
            }
        }
        return answered

        /// False when the server was too busy, after which it closes the connection.
        func check(_ client: Client, _ body: String) throws -> Bool {
            guard let reply = try? client.reply() else { throw WrongReply(expected: body, got: "nothing") }
            guard reply.status == 429 || reply.body == body else { throw WrongReply(expected: body, got: reply.body) }
            answered += 1
            return reply.status == 200
        }
    }

    private static func crowd(of count: Int, port: Int, rounds: Int) async throws -> Int {
        try await withThrowingTaskGroup(of: Int.self) { group in
            for seed in 1...count {
                group.addTask { try await onThread { try live(port: port, seed: seed, rounds: rounds) } }
            }
            return try await group.reduce(0, +)
        }
    }

    @Test func everyPatientClientGetsItsOwnReply() async throws {
        let server = try serve(Self.router(Event())) { $0.maxRequestsInFlight = 16 }
        let answered = try await Self.crowd(of: 24, port: server.port, rounds: 20)
        #expect(answered > 100)
        await server.drain(timeout: .seconds(5))
    }

    @Test func stoppingInTheMiddleOfACrowdIsClean() async throws {
        for _ in 0..<5 {
            let milestone = Event(after: 100)
            let server = try serve(Self.router(milestone))
            let port = server.port
            async let crowd = try? Self.crowd(of: 8, port: port, rounds: 10_000)
            await milestone.happened()
            try await onThread { server.stop() }
            _ = await crowd
        }
    }

    @Test func drainingInTheMiddleOfACrowdIsClean() async throws {
        let milestone = Event(after: 200)
        let server = try serve(Self.router(milestone))
        let port = server.port
        async let crowd = try? Self.crowd(of: 8, port: port, rounds: 10_000)
        await milestone.happened()
        await server.drain(timeout: .seconds(5))
        _ = await crowd
    }
}
