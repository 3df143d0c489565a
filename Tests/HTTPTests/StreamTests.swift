import HTTP
import JSON
import TestSupport
import Testing

/// Replies whose bodies are written while they are sent.
@Suite(.timeLimit(.minutes(5))) struct StreamTests {
    @Test func partsArriveAsTheyAreWritten() async throws {
        let isRead = Event()
        let server = try serve(
            router(
                Route(.get, "/stream") { _ in
                    stream { sink in
                        _ = sink.write(bytes("one"))
                        await isRead.happened()
                        _ = sink.write(bytes("two"))
                        _ = sink.end(bytes("three"))
                    }
                }))
        let (head, first, rest) = try await onThread { [port = server.port] in
            let client = try Client(port: port)
            client.request("GET", "/stream")
            let head = try client.head()
            let first = try client.chunk()
            isRead.happen()
            return (head, first, try client.chunks())
        }
        #expect(head.status == 200)
        #expect(head.headers["transfer-encoding"] == "chunked")
        #expect(head.headers["x-test"] == "yes")
        #expect(first == "one")
        #expect(rest == "twothree")
    }

    @Test func connectionServesMoreAfterAStream() async throws {
        let server = try serve(
            router(Route(.get, "/stream") { _ in stream { _ = $0.end(bytes("all")) } }, Route(.post, "/echo", echo)))
        let bodies = try await onThread { [port = server.port] in
            let client = try Client(port: port)
            return try (0..<3).map { index in
                client.request("GET", "/stream")
                _ = try client.head()
                let streamed = try client.chunks()
                client.post("/echo", "\(index)")
                return streamed + (try client.reply().body)
            }
        }
        #expect(bodies == (0..<3).map { "allPOST /echo \($0)" })
    }

    @Test func headOfAStreamEndsTheConnectionWithoutABody() async throws {
        let server = try serve(router(Route(.get, "/stream") { _ in stream { _ = $0.end(bytes("all")) } }))
        let (head, rest) = try await onThread { [port = server.port] in
            let client = try Client(port: port)
            client.request("HEAD", "/stream")
            return (try client.head(), client.rest())
        }
        #expect(head.status == 200)
        #expect(head.headers["connection"]?.lowercased() == "close")
        #expect(!rest.contains("all"))
    }

    @Test func clientOfHTTP10GetsTheBodyUpToTheEndOfTheConnection() async throws {
        let server = try serve(
            router(
                Route(.get, "/stream") { _ in
                    stream { sink in
                        _ = sink.write(bytes("one"))
                        _ = sink.end(bytes("two"))
                    }
                }))
        let (head, body) = try await onThread { [port = server.port] in
            let client = try Client(port: port)
            client.send("GET /stream HTTP/1.0\r\n\r\n")
            return (try client.head(), client.rest())
        }
        #expect(head.headers["transfer-encoding"] == nil)
        #expect(body == "onetwo")
    }

    @Test func streamThatItsHandlerDoesNotEndIsEnded() async throws {
        let server = try serve(router(Route(.get, "/stream") { _ in stream { _ = $0.write(bytes("half")) } }))
        let body = try await onThread { [port = server.port] in
            let client = try Client(port: port)
            client.request("GET", "/stream")
            _ = try client.head()
            return try client.chunks()
        }
        #expect(body == "half")
    }

    @Test func clientThatDoesNotReadIsDropped() async throws {
        let begun = Event(), dropped = Event()
        let server = try serve(
            router(
                Route(.get, "/stream") { _ in
                    stream { sink in
                        begun.happen()
                        let part = String(repeating: "x", count: 32 << 10)
                        // Far more than the buffer and the sockets between hold together.
                        for _ in 0..<4096 where !sink.write(bytes(part)) { return dropped.happen() }
                    }
                })
        ) { $0.maxStreamBufferBytes = 256 << 10 }
        let (wasDropped, isClosed) = try await onThread { [port = server.port] in
            let client = try Client(port: port)
            client.request("GET", "/stream")
            guard begun.wait(), dropped.wait() else { return (false, false) }
            return (true, client.isClosedAfterTheRest())
        }
        #expect(wasDropped)
        #expect(isClosed)
        await server.drain(timeout: .seconds(300))
    }

    @Test func clientThatReadsGetsMoreThanTheBufferHolds() async throws {
        let size = 3 << 20
        let server = try serve(
            router(
                Route(.get, "/stream") { _ in
                    stream { _ = $0.end(bytes(String(repeating: "x", count: size))) }
                })
        ) { $0.maxStreamBufferBytes = 64 }
        let count = try await onThread { [port = server.port] in
            let client = try Client(port: port)
            client.request("GET", "/stream")
            _ = try client.head()
            return try client.chunks().utf8.count
        }
        #expect(count == size)
    }

    @Test func partLargerThanTheBufferDropsTheClient() async throws {
        let written = Event()
        let server = try serve(
            router(
                Route(.get, "/stream") { _ in
                    stream { sink in
                        _ = sink.write(bytes("1234"))
                        if !sink.write(bytes(String(repeating: "x", count: 65))) { written.happen() }
                    }
                })
        ) { $0.maxStreamBufferBytes = 64 }
        let isDropped = try await onThread { [port = server.port] in
            let client = try Client(port: port)
            client.request("GET", "/stream")
            return written.wait() && client.isClosedAfterTheRest()
        }
        #expect(isDropped)
    }

    @Test func eventsHaveTheirFormat() async throws {
        let server = try serve(
            router(
                Route(.get, "/events") { _ in
                    Response.events(farewell: { $0.null() }) { events in
                        events.send("token") { writer in
                            writer.object { $0.field("text", "a\nb\r\u{2028}é") }
                        }
                        events.end("done") { $0.value(1) }
                    }
                }))
        let (head, body) = try await onThread { [port = server.port] in
            let client = try Client(port: port)
            client.request("GET", "/events")
            return (try client.head(), try client.chunks())
        }
        #expect(head.headers["content-type"] == "text/event-stream")
        #expect(head.headers["cache-control"] == "no-cache")
        #expect(head.headers["x-accel-buffering"] == "no")
        #expect(
            body == "event: token\ndata: {\"text\":\"a\\nb\\r\u{2028}é\"}\n\n" + "event: done\ndata: 1\n\n")
    }

    @Test func silenceIsBrokenByComments() async throws {
        let isHeard = Event()
        let server = try serve(
            router(
                Route(.get, "/events") { _ in
                    Response.events(silence: .milliseconds(1), farewell: { $0.null() }) { events in
                        await isHeard.happened()
                        events.end("done") { $0.value(1) }
                    }
                }))
        let (comment, rest) = try await onThread { [port = server.port] in
            let client = try Client(port: port)
            client.request("GET", "/events")
            _ = try client.head()
            let comment = try client.chunk()
            isHeard.happen()
            return (comment, try client.chunks())
        }
        #expect(comment.hasPrefix(":\n\n"))
        #expect(rest.hasSuffix("event: done\ndata: 1\n\n"))
    }
}

/// A streaming reply with a filler and a farewell.
func stream(_ write: @escaping @Sendable (any BodySink) async -> Void) -> Response {
    Response(
        headers: [("X-Test", "yes")],
        stream: BodyStream(farewell: Array("farewell".utf8), filler: Array("-".utf8), write: write))
}

func bytes(_ text: String) -> OutputBuffer {
    var buffer = OutputBuffer()
    buffer.append(text)
    return buffer
}
