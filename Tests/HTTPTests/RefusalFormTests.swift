import Glibc
import HTTP
import TestSupport
import Testing

/// Each prefix of paths has refusals of its own.
struct RefusalFormTests {
    private static let refusals = ["/v2", "/v2/deep"].map { prefix in
        RefusalReplies(prefix: prefix) { refusal, message in
            text("\(prefix) \(refusal.code): \(message)", status: refusal.status, headers: [("X-Form", prefix)])
        }
    }

    /// Of every refusal but that of TLS, which has no path.
    @Test(arguments: Refusal.allCases.filter { $0 != .tlsOnPlainPort })
    func refusalsOfThePathsFormAreSent(refusal: Refusal) async throws {
        let paths = [
            ("/v2/echo", "/v2"), ("/v2", "/v2"), ("/v2/deep/echo", "/v2/deep"), ("http://t/v2/echo", "/v2"),
            ("/v2/deeper", "/v2"), ("/echo", nil), ("/v22", nil), ("/echo?a=http://t/v2", nil),
        ]
        let replies = try await Self.replies(refusal, paths.map(\.0))
        for ((path, form), reply) in zip(paths, replies) {
            #expect(reply.status == refusal.status, "\(path)")
            #expect(reply.headers["x-form"] == form, "\(path)")
            if let form {
                #expect(reply.body.hasPrefix("\(form) \(refusal.code): "), "\(path)")
            } else {
                #expect(reply.errorCode == refusal.code, "\(path)")
            }
        }
    }

    @Test func requestWithoutAPathIsRefusedInTheFormOfAllPaths() async throws {
        let replies = try await Self.replies(.tlsOnPlainPort, ["/v2"])
        #expect(replies.map { $0.headers["x-form"] } == [nil] && replies.map(\.errorCode) == ["tls_on_plain_port"])
    }

    /// Makes a server refuse a request to each path.
    private static func replies(_ refusal: Refusal, _ paths: [String]) async throws -> [Reply] {
        let endless = Endless()
        let routes = ["/busy", "/v2/{rest}", "/v2", "/v2/deep/{rest}", "/echo", "/v22"].map {
            Route(.post, $0, endless.handler)
        }
        let server = try serve(router(routes, refusals: refusals)) { configuration in
            switch refusal {
            case .requestTimeout: configuration.headerTimeout = 0.1
            case .bodyTooLarge: configuration.maxBodyBytes = 8
            case .overloaded: configuration.maxRequestsInFlight = 1
            case .tooManyConnections: configuration.maxConnections = 1
            case .receivingTooMuch:
                configuration.maxBodyBytes = 16 << 10
                configuration.maxReceivingBytes = 16 << 10
            default: break
            }
        }
        return try await onThread {
            let other = try Client(port: server.port)
            switch refusal {
            case .overloaded:
                other.post("/busy", "a")
                guard endless.entered.wait() else { throw ClientError.gaveUp(waitingFor: "the handler") }
            case .tooManyConnections:
                other.request("GET", "/none")
                _ = try other.reply()
            case .receivingTooMuch:
                other.send(
                    "POST /busy HTTP/1.1\r\nHost: t\r\nContent-Length: 16384\r\n\r\n"
                        + String(repeating: "a", count: 9000))
                // It has taken all there is once it has been read, which nothing but another one's refusal shows.
                var status = 404
                while status != refusal.status {
                    let client = try Client(port: server.port)
                    client.post("/none", "a")
                    status = try client.reply().status
                }
            case .stopping:
                let clients = try paths.map { path in
                    let client = try Client(port: server.port)
                    client.post(path, "a")
                    return client
                }
                while server.requestsInFlight < paths.count { usleep(1000) }
                server.stop()
                return try clients.map { try $0.reply() }
            default: break
            }
            return try withExtendedLifetime(other) {
                try paths.map { try exchange(refusal, $0, try Client(port: server.port)) }
            }
        }
    }

    private static func exchange(_ refusal: Refusal, _ path: String, _ client: Client) throws -> Reply {
        let large = String(repeating: "a", count: 40_000)
        func reply(to bytes: String) throws -> Reply {
            client.send(bytes)
            return try client.reply()
        }
        func reply(toHeaders headers: String, _ body: String = "") throws -> Reply {
            try reply(to: "POST \(path) HTTP/1.1\r\nHost: t\r\n\(headers)\r\n\r\n\(body)")
        }
        switch refusal {
        case .tlsOnPlainPort: return try reply(to: "\u{16}\u{3}\u{1}\u{2}")
        case .malformedRequestLine: return try reply(to: "POST \(path) HTTP/1.1 and more\r\n\r\n")
        case .unsupportedVersion: return try reply(to: "POST \(path) HTTP/2.0\r\n\r\n")
        case .targetTooLong: return try reply(to: "POST \(path)?\(large)")
        case .missingHost: return try reply(to: "POST \(path) HTTP/1.1\r\n\r\n")
        case .unexpectedTransferEncoding:
            return try reply(to: "POST \(path) HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n")
        case .requestTimeout: return try reply(to: "POST \(path) HTTP/1.1\r\n")
        case .malformedHeader: return try reply(toHeaders: "no colon")
        case .headersTooLarge: return try reply(toHeaders: "X: \(large)")
        case .duplicateHost: return try reply(toHeaders: "Host: t")
        case .malformedContentLength: return try reply(toHeaders: "Content-Length: x")
        case .duplicateContentLength: return try reply(toHeaders: "Content-Length: 1\r\nContent-Length: 1")
        case .conflictingLength: return try reply(toHeaders: "Content-Length: 1\r\nTransfer-Encoding: chunked")
        case .duplicateTransferEncoding:
            return try reply(toHeaders: "Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked")
        case .unsupportedTransferEncoding: return try reply(toHeaders: "Transfer-Encoding: gzip")
        case .malformedChunk: return try reply(toHeaders: "Transfer-Encoding: chunked", "x\r\n")
        case .chunkExtensionTooLong: return try reply(toHeaders: "Transfer-Encoding: chunked", "1;a=\(large)")
        case .incompleteRequest:
            client.send("POST \(path) HTTP/1.1\r\nHost: t\r\nContent-Length: 9\r\n\r\na")
            client.closeSendingSide()
            return try client.reply()
        case .bodyTooLarge, .overloaded, .receivingTooMuch, .tooManyConnections, .stopping:
            return try reply(toHeaders: "Content-Length: 9", "nine byte")
        }
    }
}
