import HTTP
import TestSupport
import Testing

/// Bodies that are not received, because of their request's head or because there are too many.
struct AdmissionTests {
    private static func guarded() -> Router {
        router(
            [
                Route(.post, "/echo") { request in
                    request.header("x-key") == "right"
                        ? text("echo \(request.body.count)") : text("no key, \(request.body.count)", status: 401)
                }
            ], admission: { request, pattern in pattern == "/echo" && request.header("x-key") == "right" })
    }

    @Test(arguments: ["Content-Length: 1000000", "Transfer-Encoding: chunked"], ["", "Expect: 100-continue\r\n"])
    func bodyThatIsNotWantedIsNotReceived(length: String, expectation: String) async throws {
        let server = try serve(Self.guarded())
        let port = server.port
        let (reply, isClosed) = try await onThread {
            let client = try Client(port: port)
            client.send("POST /echo HTTP/1.1\r\nHost: t\r\nX-Key: wrong\r\n\(expectation)\(length)\r\n\r\n")
            return (try client.reply(), client.isClosedByServer())
        }
        #expect(reply.status == 401)
        #expect(reply.body == "no key, 0")
        #expect(reply.headers["connection"]?.lowercased() == "close")
        #expect(isClosed)
    }

    @Test func bodyThatIsSentInVainIsNotReadAsARequest() async throws {
        let server = try serve(Self.guarded())
        let port = server.port
        let received = try await onThread {
            let client = try Client(port: port)
            let inner = "GET /echo HTTP/1.1\r\nHost: t\r\n\r\n"
            client.send("POST /echo HTTP/1.1\r\nHost: t\r\nContent-Length: \(inner.utf8.count)\r\n\r\n\(inner)")
            return client.rest()
        }
        #expect(received.matches(of: #/HTTP/1\.1 /#).count == 1)
    }

    @Test func bodyThatIsWantedIsAskedFor() async throws {
        let server = try serve(Self.guarded())
        let port = server.port
        let (interim, reply) = try await onThread {
            let client = try Client(port: port)
            client.send(
                "POST /echo HTTP/1.1\r\nHost: t\r\nX-Key: right \r\nExpect: 100-continue\r\nContent-Length: 4\r\n\r\n")
            let interim = try client.reply().status
            client.send("abcd")
            return (interim, try client.reply())
        }
        #expect(interim == 100)
        #expect(reply.body == "echo 4")
    }

    /// The client waits for the interim reply, which must not come before the reply to the request before.
    @Test func bodyOfALaterRequestIsAskedForInItsTurn() async throws {
        let server = try serve(Self.guarded())
        let port = server.port
        let (statuses, body) = try await onThread {
            let client = try Client(port: port)
            let head = "POST /echo HTTP/1.1\r\nHost: t\r\nX-Key: right\r\nContent-Length: 4\r\n"
            client.send("\(head)\r\nabcd\(head)Expect: 100-continue\r\n\r\n")
            let first = try client.reply(), second = try client.reply()
            client.send("efgh")
            return ([first.status, second.status], try client.reply().body)
        }
        #expect(statuses == [200, 100])
        #expect(body == "echo 4")
    }

    @Test func bodiesThatArriveTogetherHaveALimit() async throws {
        let server = try serve(router(Route(.post, "/echo", echo))) {
            $0.maxBodyBytes = 64 << 10
            $0.maxReceivingBytes = 64 << 10
        }
        let port = server.port
        let head = "POST /echo HTTP/1.1\r\nHost: t\r\nContent-Length: 65536\r\n\r\n"
        let half = String(repeating: "a", count: 32 << 10)
        let (refused, first, later) = try await onThread {
            let slow = try Client(port: port)
            slow.send(head + half + "a")
            // It has taken all there is once it has been read, which nothing but another one's refusal shows.
            var refused: Reply
            repeat {
                let client = try Client(port: port)
                client.post("/echo", "a")
                refused = try client.reply()
            } while refused.status == 200
            slow.send(String(half.dropFirst()))
            let first = try slow.reply()
            slow.send(head + half + half)
            return (refused, first.status, try slow.reply().status)
        }
        #expect(refused.status == 503)
        #expect(refused.errorCode == "receiving_too_much")
        #expect(refused.headers["retry-after"] == "1")
        #expect(first == 200)
        #expect(later == 200)
    }

    /// Clients that leave in the middle take nothing with them.
    @Test func abandonedBodiesNoLongerCount() async throws {
        let server = try serve(router(Route(.post, "/echo", echo))) {
            $0.maxBodyBytes = 64 << 10
            $0.maxReceivingBytes = 64 << 10
        }
        let port = server.port
        let status = try await onThread {
            for length in ["Content-Length: 65536\r\n\r\n", "Transfer-Encoding: chunked\r\n\r\n10000\r\n"] {
                for _ in 0..<20 {
                    let client = try Client(port: port)
                    client.send("POST /echo HTTP/1.1\r\nHost: t\r\n\(length)" + String(repeating: "a", count: 60_000))
                    client.reset()
                }
            }
            let body = String(repeating: "a", count: 64 << 10)
            return try patiently(port: port) { $0.post("/echo", body) }.status
        }
        #expect(status == 200)
    }
}
