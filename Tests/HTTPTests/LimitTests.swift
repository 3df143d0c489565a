import Glibc
import HTTP
import TestSupport
import Testing

@Suite struct LimitTests {
    @Test func requestAboveTheLimitIsTurnedAwayAtOnceAndHealthIsNot() async throws {
        let entered = Event(), release = Event()
        let server = try serve(
            router(
                Route(.post, "/work") { _ in
                    entered.happen()
                    await release.happened()
                    return text("worked")
                }, Route(.get, "/health", echo))
        ) { $0.maxRequestsInFlight = 1 }
        let port = server.port
        let (refused, health, worked, later) = try await onThread {
            let first = try Client(port: port), second = try Client(port: port), third = try Client(port: port)
            first.post("/work", "a")
            guard entered.wait() else { throw ClientError.noReply(received: "") }
            second.post("/work", "b")
            let refused = try second.reply()
            third.request("GET", "/health")
            let health = try third.reply()
            release.happen()
            let worked = try first.reply()
            first.post("/work", "c")
            return (refused, health, worked, try first.reply())
        }
        #expect(refused.status == 429)
        #expect(refused.errorCode == "overloaded")
        #expect(refused.body.contains(#""type":"overloaded""#))
        #expect(refused.headers["retry-after"] == "1")
        #expect(health.status == 200)
        #expect(worked.body == "worked")
        #expect(later.status == 200)
    }

    @Test func connectionAboveTheLimitIsToldSo() async throws {
        let server = try serve(router(Route(.get, "/health", echo), Route(.post, "/echo", echo))) {
            $0.maxConnections = 2
        }
        let port = server.port
        let (served, refused, isClosed) = try await onThread {
            let clients = try (0..<2).map { _ in try Client(port: port) }
            let served = try clients.map { client in
                client.post("/echo", "a")
                return try client.reply().status
            }
            let third = try Client(port: port)
            third.post("/echo", "a")
            return (served, try third.reply(), third.isClosedByServer())
        }
        #expect(served == [200, 200])
        #expect(refused.status == 503)
        #expect(refused.errorCode == "too_many_connections")
        #expect(refused.headers["connection"]?.lowercased() == "close")
        #expect(isClosed)
    }

    @Test func healthIsAnsweredOnAConnectionAboveTheLimit() async throws {
        let server = try serve(router(Route(.get, "/health", echo))) { $0.maxConnections = 1 }
        let port = server.port
        let (reply, isClosed) = try await onThread {
            let clients = try (0..<2).map { _ in try Client(port: port) }
            clients[1].request("GET", "/health")
            return (try clients[1].reply(), clients[1].isClosedByServer())
        }
        #expect(reply.status == 200)
        #expect(reply.headers["connection"]?.lowercased() == "close")
        #expect(isClosed)
    }

    /// The library stops accepting at 64 above the limit, so those must not stay.
    @Test func healthIsAnsweredHoweverManyConnectionsSayNothing() async throws {
        let server = try serve(router(Route(.get, "/health", echo))) { $0.maxConnections = 1 }
        let port = server.port
        let status = try await onThread {
            let silent = try (0..<100).map { _ in try Client(port: port) }
            let client = try Client(port: port)
            client.request("GET", "/health")
            return withExtendedLifetime(silent) { try? client.reply().status }
        }
        #expect(status == 200)
    }

    @Test func immediateRouteIsAnsweredWhileTheTaskPoolIsBlocked() async throws {
        let entered = Event(), release = Event()
        let server = try serve(
            router(
                Route(.post, "/block") { _ in
                    entered.happen()
                    _ = release.wait()
                    return text("done")
                }, Route(.get, "/health", isImmediate: true) { _ in text("ok") }))
        let port = server.port
        let (health, missing, done) = try await onThread {
            let blocking = try (0..<64).map { _ in try Client(port: port) }
            for client in blocking { client.post("/block", "a") }
            guard entered.wait() else { throw ClientError.gaveUp(waitingFor: "the handler") }
            let client = try Client(port: port)
            client.request("GET", "/health")
            let health = try client.reply()
            client.request("GET", "/missing")
            let missing = try client.reply()
            release.happen()
            return (health, missing, try blocking.map { try $0.reply().status })
        }
        #expect(health.body == "ok")
        #expect(missing.status == 404)
        #expect(done.allSatisfy { $0 == 200 })
    }

    @Test func slowHeadersAreCutAtTheDeadline() async throws {
        let server = try serve(router(Route(.get, "/health", echo))) { $0.headerTimeout = 0.3 }
        let port = server.port
        let (reply, isClosed) = try await onThread {
            let client = try Client(port: port)
            client.send("GET /health HTTP/1.1\r\n")
            for _ in 0..<200 where client.send("X: y\r\n") { usleep(20_000) }
            let reply = try client.reply()
            return (reply, client.isClosedByServer())
        }
        #expect(reply.status == 408)
        #expect(reply.errorCode == "request_timeout")
        #expect(isClosed)
    }

    @Test func slowRequestLineIsCutAtTheDeadline() async throws {
        let server = try serve(router()) { $0.headerTimeout = 0.3 }
        let port = server.port
        let isCut = try await onThread {
            let client = try Client(port: port)
            for _ in 0..<400 {
                guard client.send("G") else { return true }
                usleep(20_000)
            }
            return false
        }
        #expect(isCut)
    }

    @Test func connectionThatSaysNothingIsClosed() async throws {
        let server = try serve(router()) { $0.headerTimeout = 0.1 }
        let port = server.port
        #expect(try await onThread { try Client(port: port).isClosedByServer() })
    }

    @Test func bodyMayTakeLongerThanHeadersMay() async throws {
        let server = try serve(router(Route(.post, "/echo", echo))) { $0.headerTimeout = 0.2 }
        let port = server.port
        let reply = try await onThread {
            let client = try Client(port: port)
            client.send("POST /echo HTTP/1.1\r\nHost: t\r\nContent-Length: 30\r\n\r\n")
            for _ in 0..<30 where client.send("a") { usleep(20_000) }
            return try client.reply()
        }
        #expect(reply.status == 200)
    }

    @Test func slowBodyIsCutAtTheDeadline() async throws {
        let server = try serve(router(Route(.post, "/echo", echo))) { $0.requestTimeout = 0.3 }
        let port = server.port
        let reply = try await onThread {
            let client = try Client(port: port)
            client.send("POST /echo HTTP/1.1\r\nHost: t\r\nContent-Length: 100000\r\n\r\n")
            for _ in 0..<200 where client.send("a") { usleep(20_000) }
            return try client.reply()
        }
        #expect(reply.status == 408)
    }

    @Test func idleConnectionIsClosedAndAWorkingOneIsNot() async throws {
        let release = Event()
        let server = try serve(
            router(
                Route(.get, "/wait") { _ in
                    await release.happened()
                    return text("done")
                }, Route(.get, "/health", echo))
        ) {
            $0.idleTimeout = 0.3
            $0.requestTimeout = 0.3
        }
        let port = server.port
        let (isClosed, waited) = try await onThread {
            let idle = try Client(port: port), working = try Client(port: port)
            working.request("GET", "/wait")
            idle.request("GET", "/health")
            _ = try idle.reply()
            let isClosed = idle.isClosedByServer()
            release.happen()
            return (isClosed, try working.reply())
        }
        #expect(isClosed)
        #expect(waited.body == "done")
    }

    @Test func stopDoesNotWaitForAClientThatDoesNotRead() async throws {
        let sent = Event()
        let large = String(repeating: "a", count: 8 << 20)
        let server = try serve(
            router(
                Route(.get, "/large") { _ in
                    defer { sent.happen() }
                    return text(large)
                }))
        let port = server.port
        let time = try await onThread {
            let client = try Client(port: port)
            client.request("GET", "/large")
            guard sent.wait() else { throw ClientError.noReply(received: "") }
            let begin = ContinuousClock.now
            server.stop()
            let time = ContinuousClock.now - begin
            client.close()
            return time
        }
        #expect(time < .seconds(5))
    }
}
