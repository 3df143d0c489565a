import HTTP
import TestSupport
import Testing

/// What the library would let through, or answer wrongly, were it not for us.
@Suite struct RefusalTests {
    private static func exchange(_ bytes: String, configure: (inout ServerConfiguration) -> Void = { _ in })
        async throws
        -> (reply: Reply, isClosed: Bool)
    {
        let server = try serve(router(Route(.post, "/echo", echo), Route(.get, "/health", echo)), configure: configure)
        let port = server.port
        return try await onThread {
            let client = try Client(port: port)
            client.send(bytes)
            let reply = try client.reply()
            return (reply, client.isClosedByServer())
        }
    }

    @Test(arguments: [
        ("Content-Length: 4\r\nTransfer-Encoding: chunked", 400, "conflicting_length"),
        ("Transfer-Encoding: chunked\r\nContent-Length: 4", 400, "conflicting_length"),
        ("Content-Length: 4\r\nContent-Length: 4", 400, "duplicate_content_length"),
        ("Content-Length: 4\r\nContent-Length: 5", 400, "duplicate_content_length"),
        ("Transfer-Encoding: gzip, chunked", 501, "unsupported_transfer_encoding"),
        ("Transfer-Encoding: identity", 501, "unsupported_transfer_encoding"),
        ("Transfer-Encoding: chunked\r\nTransfer-Encoding: identity", 400, "duplicate_transfer_encoding"),
        ("Content-Length : 4", 400, "malformed_header"),
        ("Content-Length: 4\r\nX-Name: a\u{1}b", 400, "malformed_header"),
        ("Content-Length: 4\r\nX-Name: a\rb", 400, "malformed_header"),
        ("Content-Length: 4\r\nHost: other", 400, "duplicate_host"),
    ])
    func requestWhoseEndIsInDoubtIsRefusedAndItsConnectionClosed(headers: String, status: Int, code: String)
        async throws
    {
        let smuggled = "GET /health HTTP/1.1\r\nHost: t\r\n\r\n"
        let (reply, isClosed) = try await Self.exchange(
            "POST /echo HTTP/1.1\r\nHost: t\r\n\(headers)\r\n\r\n0\r\n\r\n\(smuggled)")
        #expect(reply.status == status)
        #expect(reply.errorCode == code)
        #expect(reply.headers["content-type"] == "application/json")
        #expect(isClosed)
    }

    @Test(arguments: ["-1", "+4", "4x", "0x4", "4 4", "99999999999999999999999", "18446744073709551616", "4, 4", ""])
    func lengthThatIsNoNumberIsRefused(length: String) async throws {
        let server = try serve(router(Route(.post, "/echo", echo)))
        let port = server.port
        let (reply, isClosed) = try await onThread {
            let client = try Client(port: port)
            client.send("POST /echo HTTP/1.1\r\nHost: t\r\nContent-Length: \(length)\r\n\r\nabcd")
            let reply = try client.reply()
            return (reply, client.isClosedAfterTheRest())
        }
        #expect(reply.status == 400 || reply.status == 413)
        #expect(isClosed)
    }

    @Test func encodingOnAnOldRequestIsRefused() async throws {
        let (reply, isClosed) = try await Self.exchange(
            "POST /echo HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n")
        #expect(reply.errorCode == "unexpected_transfer_encoding")
        #expect(isClosed)
    }

    @Test func missingHostIsRefused() async throws {
        let (reply, _) = try await Self.exchange("GET /health HTTP/1.1\r\nX: y\r\n\r\n")
        #expect(reply.status == 400)
        #expect(
            reply.body == #"{"error":{"type":"invalid_request","code":"missing_host","param":null,"#
                + #""message":"An HTTP/1.1 request must have a Host header."}}"#)
        #expect(try await Self.exchange("GET /health HTTP/1.0\r\n\r\n").reply.status == 200)
    }

    @Test(arguments: ["/health\0zz", "/health zz", "/health\u{1}", "/health\u{7F}", "/health\tzz"])
    func targetThatIsNotOneWordIsRefused(target: String) async throws {
        let (reply, isClosed) = try await Self.exchange("GET \(target) HTTP/1.1\r\nHost: t\r\n\r\n")
        #expect(reply.status == 400)
        #expect(reply.errorCode == "malformed_request_line")
        #expect(isClosed)
    }

    @Test func encodedNULDoesNotCutThePath() async throws {
        #expect(
            try await Self.exchange("GET /health%00zz HTTP/1.1\r\nHost: t\r\nConnection: close\r\n\r\n").reply.status
                == 400)
        #expect(
            try await Self.exchange("GET /health%00 HTTP/1.1\r\nHost: t\r\nConnection: close\r\n\r\n").reply.status
                == 400)
        #expect(
            try await Self.exchange("GET /health?%00 HTTP/1.1\r\nHost: t\r\nConnection: close\r\n\r\n").reply.status
                == 200)
    }

    @Test func refusalsAreCountedByStatus() async throws {
        let server = try serve(router(Route(.post, "/echo", echo))) { $0.maxBodyBytes = 8 }
        let port = server.port
        try await onThread {
            for head in ["Host: t\r\nHost: t", "Host: t\r\nContent-Length: 9", "Host: t\r\nContent-Length: 10"] {
                let client = try Client(port: port)
                client.send("POST /echo HTTP/1.1\r\n\(head)\r\n\r\n")
                _ = try client.reply()
            }
            let client = try Client(port: port)
            client.post("/echo", "a")
            #expect(try client.reply().status == 200)
        }
        let counts = server.refusals.filter { $0.count > 0 }
        #expect(counts.map(\.status) == [400, 413])
        #expect(counts.map(\.count) == [1, 2])
    }

    @Test func statedLengthOverTheLimitIsRefusedBeforeTheBody() async throws {
        let (reply, isClosed) = try await Self.exchange(
            "POST /echo HTTP/1.1\r\nHost: t\r\nExpect: 100-continue\r\nContent-Length: 101\r\n\r\n"
        ) { $0.maxBodyBytes = 100 }
        #expect(reply.status == 413)
        #expect(reply.errorCode == "body_too_large")
        #expect(reply.body.contains("100 bytes"))
        #expect(isClosed)
    }

    @Test func bodyOfExactlyTheLimitPasses() async throws {
        let (reply, _) = try await Self.exchange(
            "POST /echo HTTP/1.1\r\nHost: t\r\nConnection: close\r\nContent-Length: 4\r\n\r\nabcd"
        ) { $0.maxBodyBytes = 4 }
        #expect(reply.body == "POST /echo abcd")
    }

    /// The reply must survive that the client goes on sending what nobody wants.
    @Test func clientThatSendsALargeBodyAnywayStillReadsItsRefusal() async throws {
        let server = try serve(router(Route(.post, "/echo", echo))) { $0.maxBodyBytes = 1000 }
        let port = server.port
        let reply = try await onThread {
            let client = try Client(port: port)
            client.send("POST /echo HTTP/1.1\r\nHost: t\r\nContent-Length: 8000000\r\n\r\n")
            let piece = [UInt8](repeating: 0x61, count: 100_000)
            for _ in 0..<80 { guard client.send(piece) else { break } }
            return try client.reply()
        }
        #expect(reply.status == 413)
    }

    @Test func chunkedBodyOverTheLimitIsRefused() async throws {
        let chunk = "40\r\n" + String(repeating: "a", count: 64) + "\r\n"
        let (reply, isClosed) = try await Self.exchange(
            "POST /echo HTTP/1.1\r\nHost: t\r\nTransfer-Encoding: chunked\r\n\r\n\(chunk)\(chunk)0\r\n\r\n"
        ) { $0.maxBodyBytes = 100 }
        #expect(reply.status == 413)
        #expect(reply.errorCode == "body_too_large")
        #expect(isClosed)
    }

    @Test func chunkedBodyWithoutEndIsRefusedAndCut() async throws {
        let server = try serve(router(Route(.post, "/echo", echo))) { $0.maxBodyBytes = 1000 }
        let port = server.port
        let (isCut, reply) = try await onThread {
            let client = try Client(port: port)
            client.send("POST /echo HTTP/1.1\r\nHost: t\r\nTransfer-Encoding: chunked\r\n\r\n")
            let chunk = "400\r\n" + String(repeating: "a", count: 1024) + "\r\n"
            var isCut = false
            for _ in 0..<100_000 where !isCut { isCut = !client.send(chunk) }
            return (isCut, try client.reply())
        }
        #expect(isCut)
        #expect(reply.status == 413)
    }

    /// What the library would answer by itself, with a page of HTML.
    @Test(arguments: [
        ("GET /health\r\n\r\n", 400),
        ("GET /health HTTP/9.9\r\nHost: t\r\n\r\n", 505), ("GET /health HTTP/2.0\r\nHost: t\r\n\r\n", 505),
        ("GET /health HTTP/1.1\r\nHost: t\r\nno colon\r\n\r\n", 400),
        ("POST /echo HTTP/1.1\r\nHost: t\r\nTransfer-Encoding: chunked\r\n\r\nxyz\r\n", 400),
        ("POST /echo HTTP/1.1\r\nHost: t\r\nTransfer-Encoding: chunked\r\n\r\n-1\r\nab\r\n", 400),
        (
            "POST /echo HTTP/1.1\r\nHost: t\r\nTransfer-Encoding: chunked\r\n\r\nffffffffffffffffff\r\nab\r\n",
            413
        ),
        ("POST /echo HTTP/1.1\r\nHost: t\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nabc\r\n0\r\n\r\n", 400),
        ("GET /health HTTP/1.1\r\nHost: t\r\nX: " + String(repeating: "a", count: 200_000), 431),
        (
            "GET /health HTTP/1.1\r\nHost: t\r\n"
                + (0..<20_000).map { "X-\($0): \($0)\r\n" }.joined(), 431
        ),
        ("GET /" + String(repeating: "a", count: 200_000), 414),
    ])
    func requestThatCannotBeReadIsAnsweredAndCut(bytes: String, status: Int) async throws {
        let server = try serve(router(Route(.post, "/echo", echo), Route(.get, "/health", echo)))
        let port = server.port
        let (reply, isClosed, isServing) = try await onThread {
            let client = try Client(port: port)
            client.send(bytes)
            let reply = try client.reply()
            let isClosed = client.isClosedAfterTheRest()
            let other = try Client(port: port)
            other.request("GET", "/health")
            return (reply, isClosed, try other.reply().status == 200)
        }
        #expect(reply.status == status)
        #expect(reply.errorCode != nil)
        #expect(isClosed)
        #expect(isServing)
    }

    /// A client of TLS, and one that leaves in the middle of nonsense.
    @Test(arguments: [
        "\u{16}\u{3}\u{1}\u{2}\0\u{1}\0\u{1}", "\n\n\n", "GET\r\n\r\n", "\0\0\0\0\r\n\r\n", "{\"input\":\"a\"}",
    ])
    func nonsenseDoesNotStopTheServer(bytes: String) async throws {
        let server = try serve(router(Route(.get, "/health", echo)))
        let port = server.port
        let status = try await onThread {
            let client = try Client(port: port)
            client.send(bytes)
            client.closeSendingSide()
            guard client.isClosedAfterTheRest() else { throw ClientError.gaveUp(waitingFor: "the connection's end") }
            let other = try Client(port: port)
            other.request("GET", "/health")
            return try other.reply().status
        }
        #expect(status == 200)
    }
}
