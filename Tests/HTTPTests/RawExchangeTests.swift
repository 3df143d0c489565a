import Glibc
import HTTP
import TestSupport
import Testing

/// Bytes in, replies out: how many there are, and what they say.
struct RawExchangeTests {
    struct Exchange: Sendable, CustomTestStringConvertible {
        let name: String
        let bytes: String
        /// Of every reply, up to the connection's end.
        let statuses: [Int]
        /// Of the last one, when it is a refusal.
        var code: String?

        var testDescription: String { name }
    }

    private static let body = "abcd"
    private static let next = "GET /health HTTP/1.1\r\nHost: t\r\nConnection: close\r\n\r\n"

    private static func post(_ headers: String, _ body: String = body) -> String {
        "POST /echo HTTP/1.1\r\nHost: t\r\n\(headers)\r\n\r\n\(body)"
    }

    private static func chunked(_ body: String) -> String {
        post("Connection: close\r\nTransfer-Encoding: chunked", body)
    }

    /// Each is followed by another request on the same connection, which must not be read as one after a refusal.
    static let refused: [Exchange] =
        [
            ("+4", "malformed_content_length"), ("4, 4", "malformed_content_length"),
            ("4,4", "malformed_content_length"),
            ("0x4", "malformed_content_length"), ("-1", "malformed_content_length"), ("", "malformed_content_length"),
            ("4 4", "malformed_content_length"), ("4x", "malformed_content_length"), ("\u{B}4", "malformed_header"),
            ("4\0", "malformed_header"), ("4\0x", "malformed_header"), ("\04", "malformed_header"),
        ].map {
            Exchange(name: "length \($0.0)", bytes: post("Content-Length: \($0.0)") + next, statuses: [400], code: $0.1)
        }
        + ["18446744073709551615", "18446744073709551616", "99999999999999999999999", "9223372036854775808"].map {
            Exchange(
                name: "length \($0)", bytes: post("Content-Length: \($0)") + next, statuses: [413],
                code: "body_too_large")
        }
        + [
            ("Transfer-Encoding: chunked\0x", 400, "malformed_header"),
            ("Transfer-Encoding: chunked\0", 400, "malformed_header"),
            ("Transfer-Encoding:", 501, "unsupported_transfer_encoding"),
            ("Transfer-Encoding: chunked, chunked", 501, "unsupported_transfer_encoding"),
            ("Transfer-Encoding: xchunked", 501, "unsupported_transfer_encoding"),
            ("Transfer-Encoding:\r\n chunked", 400, "malformed_header"),
            ("X: a\r\n b\r\nContent-Length: 4", 400, "malformed_header"),
            ("Content-Length: 4\r\nAuthorization: Bearer KEY\0x", 400, "malformed_header"),
            ("Content-Length: 4\r\nX\0Y: a", 400, "malformed_header"),
            ("Content-Length\t: 4", 400, "malformed_header"), (": 4", 400, "malformed_header"),
            ("Content-Length: 4\r\nX: a\u{7F}", 400, "malformed_header"),
            ("Content-Length: 4\r\nHost : x", 400, "malformed_header"),
        ].map { Exchange(name: $0.0, bytes: post($0.0) + next, statuses: [$0.1], code: $0.2) }
        + [
            ("4;a=" + String(repeating: "x", count: 33_000) + "\r\nabcd\r\n0\r\n\r\n", 413, "chunk_extension_too_long"),
            (
                String(repeating: "1;a=" + String(repeating: "x", count: 500) + "\r\na\r\n", count: 80), 413,
                "chunk_extension_too_long"
            ),
            (String(repeating: "0", count: 40_000) + "4\r\nabcd\r\n0\r\n\r\n", 413, "chunk_extension_too_long"),
            ("0\r\nX: " + String(repeating: "x", count: 40_000) + "\r\n\r\n", 413, "chunk_extension_too_long"),
            ("4 \r\nabcd\r\n0\r\n\r\n", 400, "malformed_chunk"), ("4\r\rabcd\r\n0\r\n\r\n", 400, "malformed_chunk"),
            ("4;a\0b\r\nabcd\r\n0\r\n\r\n", 400, "malformed_chunk"),
            ("4;a\rb\r\nabcd\r\n0\r\n\r\n", 400, "malformed_chunk"),
            ("\r\n0\r\n\r\n", 400, "malformed_chunk"), ("4\r\nabcde\r\n0\r\n\r\n", 400, "malformed_chunk"),
            ("+4\r\nabcd\r\n0\r\n\r\n", 400, "malformed_chunk"), ("0x4\r\nabcd\r\n0\r\n\r\n", 400, "malformed_chunk"),
            ("0\r\nno colon\r\n\r\n", 400, "malformed_chunk"), ("0\r\nX : y\r\n\r\n", 400, "malformed_chunk"),
            ("0\r\nX: y\0\r\n\r\n", 400, "malformed_chunk"), ("7fffffffffffffff\r\na", 413, "body_too_large"),
            ("ffffffffffffffffffffffff\r\na", 413, "body_too_large"),
        ].map { Exchange(name: "chunks \($0.0.prefix(20))", bytes: chunked($0.0) + next, statuses: [$0.1], code: $0.2) }
        + [
            ("GET  /health HTTP/1.1\r\nHost: t\r\n\r\n", 400, "malformed_request_line"),
            ("GET /health  HTTP/1.1\r\nHost: t\r\n\r\n", 400, "malformed_request_line"),
            ("GET /health HTTP/1.1 \r\nHost: t\r\n\r\n", 400, "malformed_request_line"),
            ("GET /health http/1.1\r\nHost: t\r\n\r\n", 400, "malformed_request_line"),
            ("GET /health HTTP/1\r\nHost: t\r\n\r\n", 400, "malformed_request_line"),
            ("GET /health HTTP/1.10\r\nHost: t\r\n\r\n", 400, "malformed_request_line"),
            ("GET /health\r\n", 400, "malformed_request_line"),
            (" GET /health HTTP/1.1\r\n", 400, "malformed_request_line"),
            ("GE\0T /health HTTP/1.1\r\n", 400, "malformed_request_line"),
            ("GET /health HTTP/1.1\rHost: t\r\n\r\n", 400, "malformed_request_line"),
            ("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", 505, "unsupported_http_version"),
            ("GET /health HTTP/0.9\r\n\r\n", 505, "unsupported_http_version"),
            ("\u{16}\u{3}\u{1}\u{2}\0\u{1}\0\u{1}", 400, "tls_on_plain_port"),
            (
                "GET /health HTTP/1.1\r\nHost: t\r\nX: " + String(repeating: "a", count: 33_000), 431,
                "headers_too_large"
            ),
            (
                "GET /health HTTP/1.1\r\nHost: t\r\n" + String(repeating: "a: b\r\n", count: 600), 431,
                "headers_too_large"
            ),
            ("GET /" + String(repeating: "a", count: 33_000), 414, "target_too_long"),
        ].map { Exchange(name: "\($0.0.prefix(30))", bytes: $0.0 + next, statuses: [$0.1], code: $0.2) }

    /// What is right, if only just.
    static let answered: [Exchange] = [
        Exchange(
            name: "blanks around a length", bytes: post("Connection: close\r\nContent-Length: \t 4 \t "),
            statuses: [200]),
        Exchange(
            name: "blanks after an encoding",
            bytes: post("Connection: close\r\nTransfer-Encoding: chunked \t", "4\r\nabcd\r\n0\r\n\r\n"), statuses: [200]
        ),
        Exchange(name: "blanks after close", bytes: post("Connection:  close  \r\nContent-Length:4"), statuses: [200]),
        Exchange(
            name: "line feeds alone", bytes: chunked("4\nabcd\n0\n\n").replacing("\r\n", with: "\n"), statuses: [200]),
        Exchange(name: "chunk extension", bytes: chunked("4;a=\"b\"\r\nabcd\r\n0;c\r\nX: y\r\n\r\n"), statuses: [200]),
        Exchange(
            name: "extension just below the limit",
            bytes: chunked("4;a=" + String(repeating: "x", count: 32_700) + "\r\nabcd\r\n0\r\n\r\n"), statuses: [200]),
        Exchange(name: "empty lines before", bytes: "\r\n\n\r\n" + next, statuses: [200]),
        Exchange(name: "two requests", bytes: post("Content-Length: 4") + next, statuses: [200, 200]),
        Exchange(
            name: "a refusal in its turn",
            bytes: post("Content-Length: 4") + post("Content-Length: 4") + post("Content-Length: +4") + next,
            statuses: [200, 200, 400], code: "malformed_content_length"),
        Exchange(
            name: "a chunk in its turn",
            bytes: post("Content-Length: 4") + chunked("zz"), statuses: [200, 400], code: "malformed_chunk"),
        Exchange(
            name: "many requests", bytes: String(repeating: post("Content-Length: 4"), count: 300) + next,
            statuses: Array(repeating: 200, count: 301)),
        Exchange(
            name: "many short requests",
            bytes: String(repeating: "A / HTTP/1.0\nConnection:keep-alive\n\n", count: 900) + "A / HTTP/1.0\n\n",
            statuses: Array(repeating: 404, count: 901)),
        Exchange(name: "a later version", bytes: next.replacing("HTTP/1.1", with: "HTTP/1.7"), statuses: [200]),
        Exchange(name: "an old version", bytes: "GET /health HTTP/1.0\r\n\r\n" + next, statuses: [200]),
        Exchange(
            name: "headers just below the limit",
            bytes:
                "GET /health HTTP/1.1\r\nHost: t\r\nConnection: close\r\nX: \(String(repeating: "a", count: 32_690))\r\n\r\n",
            statuses: [200]),
        Exchange(
            name: "many headers",
            bytes:
                "GET /health HTTP/1.1\r\nHost: t\r\nConnection: close\r\n\(String(repeating: "a: b\r\n", count: 500))\r\n",
            statuses: [200]),
        Exchange(
            name: "many arguments and cookies",
            bytes: "GET /health?\(String(repeating: "a&", count: 8000)) HTTP/1.1\r\nHost: t\r\nConnection: close\r\n"
                + "Cookie: \(String(repeating: "a;", count: 8000))\r\n\r\n", statuses: [200]),
    ]

    private static func statuses(_ received: String) -> [Int] {
        received.matches(of: #/HTTP/1\.[01] (\d\d\d)/#).compactMap { Int($0.1) }
    }

    private static func check(_ received: String, _ exchange: Exchange) {
        #expect(statuses(received) == exchange.statuses)
        guard let code = exchange.code else { return }
        #expect(received.contains(#""code":"\#(code)""#))
        #expect(received.contains("Connection: close\r\n"))
        #expect(!received.contains("<html"))
    }

    private static func routes() -> Router {
        router([Route(.post, "/echo", echo), Route(.get, "/health", echo)])
    }

    @Test(arguments: refused + answered)
    func rawBytesHaveOneReplyForEachRequest(_ exchange: Exchange) async throws {
        let server = try serve(Self.routes())
        let port = server.port
        let received = try await onThread {
            let client = try Client(port: port)
            client.send(exchange.bytes)
            return client.rest()
        }
        Self.check(received, exchange)
        if exchange.code != nil { #expect(server.refusals.map(\.count).reduce(0, +) == 1) }
    }

    @Test(arguments: refused + answered)
    func rawBytesHaveOneReplyForEachRequestOverTLS(_ exchange: Exchange) async throws {
        let server = try TLSTests.serve(Route(.post, "/echo", echo), Route(.get, "/health", echo))
        let port = server.port
        let received = try await onThread {
            let client = try SecureClient(port: port)
            client.send(exchange.bytes)
            return client.rest()
        }
        Self.check(received, exchange)
    }

    /// However the bytes are cut, with pauses that keep the pieces apart.
    @Test(arguments: (refused + answered).filter { $0.bytes.utf8.count < 300 })
    func piecesMakeNoDifference(_ exchange: Exchange) async throws {
        let server = try serve(Self.routes())
        let port = server.port
        let bytes = Array(exchange.bytes.utf8)
        for part in 0..<4 {
            let received = try await onThread {
                try stride(from: 1 + part, to: bytes.count, by: 4).map { cut in
                    let client = try Client(port: port)
                    client.send(Array(bytes[..<cut]))
                    usleep(1000)
                    client.send(Array(bytes[cut...]))
                    return client.rest()
                }
            }
            for received in received { Self.check(received, exchange) }
        }
        let received = try await onThread {
            let client = try Client(port: port)
            for byte in bytes where client.send([byte]) { usleep(200) }
            return client.rest()
        }
        Self.check(received, exchange)
    }

    /// A byte changed, left out or doubled anywhere: one shape of replies, an end, and no page of the library's.
    @Test(arguments: 0..<8)
    func mutatedBytesAreAnsweredOrRefusedInOneShape(seed: Int) async throws {
        let server = try serve(Self.routes()) {
            $0.headerTimeout = 0.5
            $0.requestTimeout = 0.5
            $0.idleTimeout = 0.5
        }
        let port = server.port
        let originals = (Self.refused + Self.answered).map { Array($0.bytes.utf8) }.filter { $0.count < 300 }
        var generator = SeededGenerator(seed)
        let mutated = (0..<60).map { _ in
            var bytes = originals.randomElement(using: &generator) ?? []
            for _ in 0..<Int.random(in: 1...3, using: &generator) {
                let place = Int.random(in: 0..<bytes.count, using: &generator)
                switch Int.random(in: 0..<4, using: &generator) {
                case 0: bytes[place] = UInt8.random(in: 0...255, using: &generator)
                case 1: bytes.remove(at: place)
                case 2: bytes.insert(bytes[place], at: place)
                default: bytes[place] = Array("\r\n\0 \t:;,04fF".utf8).randomElement(using: &generator) ?? 0
                }
            }
            return bytes
        }
        let received = try await onThread {
            try mutated.map { bytes in
                let client = try Client(port: port)
                client.send(bytes)
                client.closeSendingSide()
                return client.rest()
            }
        }
        for (bytes, text) in zip(mutated, received) {
            #expect(!text.contains("<html"), "\(bytes)")
            let isAnswered = text.isEmpty || text.hasPrefix("HTTP/1.1 ")
            #expect(isAnswered, "\(bytes)")
        }
    }

    @Test(arguments: [
        "G", "GET /hea", "POST /echo HTTP/1.1\r\nHost: t\r\n",
        "POST /echo HTTP/1.1\r\nHost: t\r\nContent-Length: 4\r\n\r\nab",
    ])
    func requestThatEndsTooEarlyIsAnswered(bytes: String) async throws {
        let server = try serve(Self.routes()) {
            $0.headerTimeout = 0.3; $0.requestTimeout = 0.3
        }
        let port = server.port
        let (ended, late) = try await onThread {
            let ending = try Client(port: port), waiting = try Client(port: port)
            ending.send(bytes)
            ending.closeSendingSide()
            waiting.send(bytes)
            return (try ending.reply(), try waiting.reply())
        }
        #expect(ended.status == 400)
        #expect(ended.errorCode == "incomplete_request")
        #expect(late.status == 408)
        #expect(late.errorCode == "request_timeout")
        #expect(server.refusals.filter { $0.count > 0 }.map(\.status) == [400, 408])
    }

    @Test func bodyThatIsLateIsAnsweredOverTLS() async throws {
        let server = try TLSTests.serve(Route(.post, "/echo", echo)) { $0.requestTimeout = 0.3 }
        let port = server.port
        let reply = try await onThread {
            let client = try SecureClient(port: port)
            client.send("POST /echo HTTP/1.1\r\nHost: t\r\nContent-Length: 4\r\n\r\nab")
            return try client.reply()
        }
        #expect(reply.errorCode == "request_timeout")
    }
}
