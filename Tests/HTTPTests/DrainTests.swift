import Glibc
import HTTP
import TestSupport
import Testing

/// A handler that tells when it is entered and ends when it is released.
private struct Work {
    let entered = Event(), release = Event()

    var route: Route {
        let (entered, release) = (entered, release)
        return Route(.post, "/work") { _ in
            entered.happen()
            await release.happened()
            return text("worked")
        }
    }
}

@Suite struct DrainTests {
    @Test func drainFinishesAcceptedRequestsAndMarksNewOnes() async throws {
        let work = Work()
        let server = try serve(
            router(
                work.route,
                Route(.get, "/other") { request in
                    request.arrivedWhileDraining ? text("draining", status: 503) : text("working")
                }))
        let port = server.port
        let client = try await onThread {
            let clients = try (0..<2).map { _ in try Client(port: port) }
            clients[1].request("GET", "/other")
            guard try clients[1].reply().status == 200 else { throw ClientError.noReply(received: "") }
            clients[0].post("/work", "a")
            guard work.entered.wait() else { throw ClientError.noReply(received: "") }
            return Box(clients)
        }
        async let drained: Void = server.drain(timeout: .seconds(20))
        let (refused, worked) = try await onThread {
            // Draining has begun when no connection can be made any more.
            while (try? Client(port: port)) != nil { usleep(1000) }
            let clients = client.value
            clients[1].request("GET", "/other")
            let refused = try clients[1].reply()
            guard clients[1].isClosedByServer() else { throw ClientError.noReply(received: "not closed") }
            work.release.happen()
            let worked = try clients[0].reply()
            guard clients[0].isClosedByServer() else { throw ClientError.noReply(received: "not closed") }
            return (refused, worked)
        }
        await drained
        #expect(refused.status == 503)
        #expect(refused.body == "draining")
        #expect(refused.headers["connection"]?.lowercased() == "close")
        #expect(worked.status == 200)
        #expect(worked.body == "worked")
    }

    /// A balancer has connected, and what it sends is on its way.
    @Test func firstRequestOfAConnectionIsAwaited() async throws {
        let server = try serve(router(Route(.get, "/other") { text($0.arrivedWhileDraining ? "draining" : "working") }))
        let port = server.port
        let client = try await onThread {
            // A second connection's reply shows that the first one has been accepted.
            let clients = try (0..<2).map { _ in try Client(port: port) }
            clients[1].request("GET", "/other")
            guard try clients[1].reply().status == 200 else { throw ClientError.noReply(received: "") }
            return Box(clients)
        }
        let drained = Task {
            await server.drain(timeout: .seconds(300), patience: .seconds(300))
            server.stop()
        }
        let reply = try await onThread {
            while (try? Client(port: port)) != nil { usleep(1000) }
            // The end of a drain that does not wait comes within one of its looks.
            usleep(50_000)
            client.value[0].request("GET", "/other")
            return try client.value[0].reply()
        }
        #expect(reply.body == "draining")
        await drained.value
    }

    /// Its end comes after the drain has begun, its beginning came before.
    @Test func requestThatHasBegunBeforeTheDrainIsNoLateOne() async throws {
        let server = try serve(
            router(Route(.get, "/other") { text($0.arrivedWhileDraining ? "draining" : "working") }))
        let port = server.port
        let client = try await onThread {
            let client = try Client(port: port)
            client.send("GET /other HTTP/1.1\r\nHost: t\r\n\r\nGET /other HTTP/1.1\r\nHo")
            guard try client.reply().body == "working" else { throw ClientError.noReply(received: "") }
            return Box(client)
        }
        await server.drain(timeout: .zero)
        let body = try await onThread {
            client.value.send("st: t\r\n\r\n")
            return try client.value.reply().body
        }
        #expect(body == "working")
    }

    @Test func whatDrainDoesNotFinishInTimeIsAnsweredWith503AndCancelled() async throws {
        let endless = Endless()
        let server = try serve(router(Route(.post, "/work", endless.handler)))
        let port = server.port
        let client = try await onThread {
            let client = try Client(port: port)
            client.post("/work", "a")
            guard endless.entered.wait() else { throw ClientError.noReply(received: "") }
            return Box(client)
        }
        await server.drain(timeout: .milliseconds(50))
        let reply = try await onThread { try client.value.reply() }
        #expect(reply.status == 503)
        #expect(reply.errorCode == "stopping")
        #expect(try await onThread { endless.cancelled.wait() })
    }

    @Test func stopAnswersParkedRequestsWith503() async throws {
        let work = Work()
        let server = try serve(router(work.route))
        let port = server.port
        let reply = try await onThread {
            let client = try Client(port: port)
            client.post("/work", "a")
            guard work.entered.wait() else { throw ClientError.noReply(received: "") }
            server.stop()
            let reply = try client.reply()
            guard client.isClosedByServer() else { throw ClientError.noReply(received: "not closed") }
            return reply
        }
        work.release.happen()
        #expect(reply.status == 503)
        #expect(reply.errorCode == "stopping")
        server.stop()
    }

    @Test func stoppedServerLeavesItsPort() async throws {
        let first = try serve(router())
        let port = first.port
        first.stop()
        let second = try serve(router(Route(.get, "/health", echo))) { $0.port = port }
        let reply = try await onThread {
            let client = try Client(port: port)
            client.request("GET", "/health")
            return try client.reply()
        }
        #expect(reply.status == 200)
        _ = second
    }
}

/// Hands clients from one thread to the next, which is why nobody uses them at the same time.
private final class Box<Value>: @unchecked Sendable {
    let value: Value
    init(_ value: Value) { self.value = value }
}
