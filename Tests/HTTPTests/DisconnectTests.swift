import HTTP
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

    @Test func clientThatClosesItsSendingSideCountsAsGone() async throws {
        let waiting = Waiting()
        let server = try serve(router(waiting.route))
        let port = server.port
        let (wasCancelled, isClosed) = try await onThread {
            let client = try Client(port: port)
            client.post("/wait", "a")
            guard waiting.entered.wait() else { return (false, false) }
            client.closeSendingSide()
            return (waiting.cancelled.wait(), client.isClosedAfterTheRest())
        }
        #expect(wasCancelled)
        #expect(isClosed)
    }

    @Test func clientThatLeavesInTheMiddleOfItsBodyLeavesNothingBehind() async throws {
        let server = try serve(router(Route(.post, "/echo", echo))) { $0.maxRequestsInFlight = 1 }
        let port = server.port
        let reply = try await onThread {
            let client = try Client(port: port)
            client.send("POST /echo HTTP/1.1\r\nHost: t\r\nContent-Length: 100\r\n\r\nabc")
            client.closeSendingSide()
            _ = client.isClosedByServer()
            let other = try Client(port: port)
            other.post("/echo", "b")
            return try other.reply()
        }
        #expect(reply.body == "POST /echo b")
    }
}
