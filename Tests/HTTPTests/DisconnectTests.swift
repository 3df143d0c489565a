import Glibc
import HTTP
import TestSupport
import Testing

/// A handler that tells when it is entered and when its task is cancelled, and ends then.
private struct Waiting {
    let entered = Event(), cancelled = Event()

    var route: Route {
        let (entered, cancelled) = (entered, cancelled)
        return Route(.post, "/wait") { _ in
            entered.happen()
            await withTaskCancellationHandler {
                await cancelled.happened()
            } onCancel: {
                cancelled.happen()
            }
            return text("cancelled", status: 499)
        }
    }
}

@Suite struct DisconnectTests {
    @Test func taskIsCancelledWhenItsClientLeaves() async throws {
        let waiting = Waiting()
        let server = try serve(router(waiting.route))
        let port = server.port
        let wasCancelled = try await onThread {
            let client = try Client(port: port)
            client.post("/wait", "a")
            guard waiting.entered.wait() else { return false }
            client.close()
            return waiting.cancelled.wait()
        }
        #expect(wasCancelled)
    }

    @Test func otherRequestsAreNotCancelled() async throws {
        let leaving = Waiting(), staying = Event(), release = Event()
        let server = try serve(
            router(
                leaving.route,
                Route(.get, "/stay") { _ in
                    staying.happen()
                    await release.happened()
                    return text(Task.isCancelled ? "cancelled" : "stayed")
                }))
        let port = server.port
        let reply = try await onThread {
            let first = try Client(port: port), second = try Client(port: port)
            second.request("GET", "/stay")
            first.post("/wait", "a")
            guard leaving.entered.wait(), staying.wait() else { throw ClientError.noReply(received: "") }
            first.close()
            guard leaving.cancelled.wait() else { throw ClientError.noReply(received: "") }
            release.happen()
            return try second.reply()
        }
        #expect(reply.body == "stayed")
    }

    @Test func clientThatOnlyClosesItsSendingSideGetsItsReply() async throws {
        let entered = Event(), release = Event()
        let server = try serve(
            router(
                Route(.post, "/work") { _ in
                    entered.happen()
                    await release.happened()
                    return text(Task.isCancelled ? "cancelled" : "worked")
                }))
        let port = server.port
        let (interim, reply, isClosed) = try await onThread {
            let client = try Client(port: port)
            client.post("/work", "a")
            guard entered.wait() else { throw ClientError.gaveUp(waitingFor: "the handler") }
            client.closeSendingSide()
            // It arrives when the server has seen the end of the stream.
            let interim = try client.reply()
            release.happen()
            return (interim, try client.reply(), client.isClosedByServer())
        }
        #expect(interim.status == 100)
        #expect(reply.body == "worked")
        #expect(isClosed)
    }

    @Test func clientThatClosesItsSendingSideAndThenLeavesIsNoticed() async throws {
        let waiting = Waiting()
        let server = try serve(router(waiting.route))
        let port = server.port
        let (interim, wasCancelled) = try await onThread {
            let client = try Client(port: port)
            client.post("/wait", "a")
            guard waiting.entered.wait() else { throw ClientError.gaveUp(waitingFor: "the handler") }
            client.closeSendingSide()
            let interim = try client.reply()
            client.reset()
            return (interim.status, waiting.cancelled.wait())
        }
        #expect(interim == 100)
        #expect(wasCancelled)
    }

    /// There are no interim replies in HTTP/1.0 to ask it with.
    @Test func oldClientThatClosesItsSendingSideCountsAsGone() async throws {
        let waiting = Waiting()
        let server = try serve(router(waiting.route))
        let port = server.port
        let (wasCancelled, reply) = try await onThread {
            let client = try Client(port: port)
            client.send("POST /wait HTTP/1.0\r\nContent-Length: 1\r\n\r\na")
            guard waiting.entered.wait() else { throw ClientError.gaveUp(waitingFor: "the handler") }
            client.closeSendingSide()
            return (waiting.cancelled.wait(), try client.reply())
        }
        #expect(wasCancelled)
        #expect(reply.status == 499)
    }

    @Test func pipelinedRequestsOfAHalfClosedConnectionAreAllAnswered() async throws {
        let server = try serve(router(Route(.post, "/echo", echo)))
        let port = server.port
        let bodies = try await onThread {
            let client = try Client(port: port)
            for index in 0..<5 { client.post("/echo", "\(index)") }
            client.closeSendingSide()
            return try (0..<5).map { _ in
                var reply = try client.reply()
                while reply.status == 100 { reply = try client.reply() }
                return reply.body
            }
        }
        #expect(bodies == (0..<5).map { "POST /echo \($0)" })
    }

    @Test(
        arguments: [
            "", "PO", "POST /ec", "POST /echo HTTP/1.1\r\nHo",
            "POST /echo HTTP/1.1\r\nHost: t\r\nContent-Length: 9\r\n\r\n",
            "POST /echo HTTP/1.1\r\nHost: t\r\nContent-Length: 9\r\n\r\nabc",
            "POST /echo HTTP/1.1\r\nHost: t\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nab",
            "POST /echo HTTP/1.1\r\nHost: t\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nab\r\n0\r\n",
        ], ["closes", "resets", "closes its sending side"])
    func clientThatLeavesAnywhereInItsRequestLeavesNothingBehind(sent: String, way: String) async throws {
        // One leftover would use up all that is allowed.
        let server = try serve(router(Route(.post, "/echo", echo))) {
            $0.maxRequestsInFlight = 1
            $0.maxConnections = 1
        }
        let port = server.port
        let reply = try await onThread {
            let client = try Client(port: port)
            client.send(sent)
            switch way {
            case "closes": client.close()
            case "resets": client.reset()
            default:
                client.closeSendingSide()
                guard client.isClosedAfterTheRest() else {
                    throw ClientError.gaveUp(waitingFor: "the connection's end")
                }
                client.close()
            }
            return try patiently(port: port) { $0.post("/echo", "b") }
        }
        #expect(reply.body == "POST /echo b")
    }

    @Test(arguments: [0, 1, 100_000])
    func clientThatLeavesWhileItsReplyIsSentLeavesNothingBehind(read: Int) async throws {
        let large = String(repeating: "a", count: 8 << 20)
        let server = try serve(router(Route(.post, "/large") { _ in text(large) }, Route(.post, "/echo", echo))) {
            $0.maxRequestsInFlight = 1
        }
        let port = server.port
        let reply = try await onThread {
            let client = try Client(port: port)
            client.post("/large", "a")
            client.skip(read)
            client.close()
            return try patiently(port: port) { $0.post("/echo", "b") }
        }
        #expect(reply.body == "POST /echo b")
    }
}
