import HTTP
import TestSupport
import Testing

/// Streams whose client leaves, or whose server stops.
@Suite(.timeLimit(.minutes(5))) struct StreamEndTests {
    /// A stream that has begun and stays silent until its task is cancelled.
    private struct Silent {
        let begun = Event(), cancelled = Event()

        var route: Route {
            let (begun, cancelled) = (begun, cancelled)
            return Route(.get, "/silent") { _ in
                stream { sink in
                    _ = sink.write(bytes("begun "))
                    begun.happen()
                    await withTaskCancellationHandler {
                        await cancelled.happened()
                    } onCancel: {
                        cancelled.happen()
                    }
                    _ = sink.end(bytes("cancelled"))
                }
            }
        }
    }

    /// A client that reads a stream to its end.
    private func reader(of path: String, on server: Server) -> Task<String, any Error> {
        Task {
            try await onThread { [port = server.port] in
                let client = try Client(port: port)
                client.request("GET", path)
                _ = try client.head()
                return try client.chunks()
            }
        }
    }

    @Test func taskOfASilentStreamIsCancelledWhenItsClientLeaves() async throws {
        let silent = Silent()
        let server = try serve(router(silent.route))
        let wasCancelled = try await onThread { [port = server.port] in
            let client = try Client(port: port)
            client.request("GET", "/silent")
            _ = try client.head()
            guard silent.begun.wait() else { return false }
            client.close()
            return silent.cancelled.wait()
        }
        #expect(wasCancelled)
        await server.drain(timeout: .seconds(300))
    }

    @Test func streamThatIsBeingWrittenIsCancelledWhenItsClientLeaves() async throws {
        let begun = Event(), cancelled = Event(), refused = Event()
        let server = try serve(
            router(
                Route(.get, "/busy") { _ in
                    stream { sink in
                        begun.happen()
                        while !Task.isCancelled {
                            _ = sink.write(bytes("x"))
                            await Task.yield()
                        }
                        cancelled.happen()
                        while sink.write(bytes("x")) { await Task.yield() }
                        refused.happen()
                    }
                })
        ) { $0.maxStreamBufferBytes = 1 << 30 }
        let wasCancelled = try await onThread { [port = server.port] in
            let client = try Client(port: port)
            client.request("GET", "/busy")
            guard begun.wait() else { return false }
            client.close()
            return cancelled.wait() && refused.wait()
        }
        #expect(wasCancelled)
        await server.drain(timeout: .seconds(300))
    }

    @Test func clientThatClosesItsSendingSideDuringAStreamGetsTheRest() async throws {
        let isHalfClosed = Event()
        let server = try serve(
            router(
                Route(.get, "/stream") { _ in
                    stream { sink in
                        _ = sink.write(bytes("begun"))
                        await isHalfClosed.happened()
                        _ = sink.end(bytes(Task.isCancelled ? "cancelled" : "rest"))
                    }
                }))
        let body = try await onThread { [port = server.port] in
            let client = try Client(port: port)
            client.request("GET", "/stream")
            _ = try client.head()
            var body = try client.chunk()
            client.closeSendingSide()
            // The server has noticed when its filler arrives.
            body += try client.chunk()
            isHalfClosed.happen()
            return body + (try client.chunks())
        }
        #expect(body == "begun-rest")
    }

    @Test func largeReplyIsForgottenWhenItsClientLeaves() async throws {
        let server = try serve(
            router(Route(.get, "/large") { _ in text(String(repeating: "x", count: 64 << 20)) }))
        _ = try await onThread { [port = server.port] in
            let client = try Client(port: port)
            client.request("GET", "/large")
            _ = try client.head()
            client.close()
        }
        // Returns when nothing is in flight any more.
        let start = ContinuousClock.now
        await server.drain(timeout: .seconds(290))
        #expect(start.duration(to: .now) < .seconds(280))
    }

    @Test func streamFinishesDuringADrain() async throws {
        let begun = Event(), isDraining = Event()
        let server = try serve(
            router(
                Route(.get, "/stream") { _ in
                    stream { sink in
                        _ = sink.write(bytes("begun "))
                        begun.happen()
                        await isDraining.happened()
                        _ = sink.end(bytes("finished"))
                    }
                }))
        let client = reader(of: "/stream", on: server)
        await begun.happened()
        let drained = Task { await server.drain(timeout: .seconds(290)) }
        isDraining.happen()
        #expect(try await client.value == "begun finished")
        await drained.value
    }

    @Test func streamEndsWithItsFarewellAtTheDeadlineOfADrain() async throws {
        let silent = Silent()
        let server = try serve(router(silent.route))
        let client = reader(of: "/silent", on: server)
        await silent.begun.happened()
        await server.drain(timeout: .zero)
        #expect(try await client.value == "begun farewell")
        await silent.cancelled.happened()
    }

    @Test func stoppedServerEndsItsStreams() async throws {
        let silent = Silent()
        let server = try serve(router(silent.route))
        let client = reader(of: "/silent", on: server)
        await silent.begun.happened()
        server.stop()
        #expect(try await client.value == "begun farewell")
        await silent.cancelled.happened()
    }

    @Test func streamsOfLeavingAndStayingClientsDoNotDisturbOneAnother() async throws {
        let server = try serve(
            router(
                Route(.post, "/count") { request in
                    let count = Int(String(decoding: request.body, as: UTF8.self)) ?? 0
                    return stream { sink in
                        for number in 0..<count {
                            guard sink.write(bytes("\(number),")) else { return }
                            if number % 7 == 0 { await Task.yield() }
                        }
                    }
                }))
        let port = server.port
        try await withThrowingTaskGroup(of: Bool.self) { group in
            for index in 0..<24 {
                group.addTask {
                    try await onThread {
                        var isRight = true
                        for round in 0..<8 {
                            let client = try Client(port: port)
                            let count = 50 * (round + 1)
                            client.post("/count", "\(count)")
                            _ = try client.head()
                            if (index + round) % 3 == 0 {
                                _ = try client.chunk()
                                client.close()
                            } else {
                                let body = try client.chunks()
                                isRight = isRight && body == (0..<count).map { "\($0)," }.joined()
                            }
                        }
                        return isRight
                    }
                }
            }
            for try await isRight in group { #expect(isRight) }
        }
        await server.drain(timeout: .seconds(300))
    }
}
