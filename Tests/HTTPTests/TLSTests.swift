import Glibc
import HTTP
import TestSupport
import Testing

@Suite struct TLSTests {
    private static func certificate(_ chain: String = "first.pem", key: String = "first.key") throws -> Certificate {
        Certificate(chain: try Fixtures.bytes("tls/\(chain)"), key: try Fixtures.bytes("tls/\(key)"))
    }

    static func serve(
        _ routes: Route..., configure: (inout ServerConfiguration) -> Void = { _ in }
    ) throws -> Server {
        let certificate = try certificate()
        let router = HTTPTests.router(routes)
        return try HTTPTests.serve(router) {
            $0.certificate = certificate
            configure(&$0)
        }
    }

    @Test func requestsAreAnsweredOverTLS() async throws {
        let server = try Self.serve(Route(.post, "/echo", echo))
        let port = server.port
        let large = String(repeating: "0123456789abcdef", count: 1 << 16)
        let replies = try await onThread {
            let client = try SecureClient(port: port)
            return try ["a", large, "b"].map { body in
                client.post("/echo", body)
                return try client.reply()
            }
        }
        #expect(replies.map(\.status) == [200, 200, 200])
        #expect(replies.map(\.body) == ["POST /echo a", "POST /echo " + large, "POST /echo b"])
    }

    @Test func pipelinedRequestsAreAnsweredOverTLS() async throws {
        let server = try Self.serve(Route(.post, "/echo", echo))
        let port = server.port
        let bodies = try await onThread {
            let client = try SecureClient(port: port)
            for index in 0..<8 { client.post("/echo", "\(index)") }
            return try (0..<8).map { _ in try client.reply().body }
        }
        #expect(bodies == (0..<8).map { "POST /echo \($0)" })
    }

    @Test func chunkedBodyOverTheLimitIsRefusedOverTLS() async throws {
        let server = try Self.serve(Route(.post, "/echo", echo)) { $0.maxBodyBytes = 100 }
        let port = server.port
        let reply = try await onThread {
            let client = try SecureClient(port: port)
            let chunk = "40\r\n" + String(repeating: "a", count: 64) + "\r\n"
            client.send("POST /echo HTTP/1.1\r\nHost: t\r\nTransfer-Encoding: chunked\r\n\r\n\(chunk)\(chunk)0\r\n\r\n")
            return try client.reply()
        }
        #expect(reply.status == 413)
        #expect(reply.errorCode == "body_too_large")
    }

    @Test(arguments: ["", "GET /echo HTTP/1.1\r\nHost: t\r\n\r\n", "\u{16}\u{3}\u{1}"])
    func clientThatDoesNotSpeakTLSIsCut(bytes: String) async throws {
        let server = try Self.serve(Route(.get, "/echo", echo)) { $0.headerTimeout = 0.2 }
        let port = server.port
        let isCut = try await onThread {
            let client = try Client(port: port)
            client.send(bytes)
            return client.isClosedAfterTheRest()
        }
        #expect(isCut)
    }

    @Test func headersThatAreSlowAreRefusedOverTLS() async throws {
        let server = try Self.serve(Route(.get, "/echo", echo)) { $0.headerTimeout = 0.2 }
        let port = server.port
        let (reply, isClosed) = try await onThread {
            let client = try SecureClient(port: port)
            client.send("GET /echo HTTP/1.1\r\n")
            return (try client.reply(), client.isClosedByServer())
        }
        #expect(reply.status == 408)
        #expect(reply.errorCode == "request_timeout")
        #expect(isClosed)
    }

    @Test func clientThatLeavesIsNoticedOverTLS() async throws {
        let endless = Endless()
        let server = try Self.serve(Route(.post, "/wait", endless.handler))
        let port = server.port
        let wasCancelled = try await onThread {
            let client = try SecureClient(port: port)
            client.post("/wait", "a")
            guard endless.entered.wait() else { throw ClientError.gaveUp(waitingFor: "the handler") }
            client.close()
            return endless.cancelled.wait()
        }
        #expect(wasCancelled)
    }

    @Test func certificateIsReplacedWhileConnectionsGoOn() async throws {
        let server = try Self.serve(Route(.post, "/echo", echo))
        let port = server.port
        let second = try Self.certificate("second.pem", key: "second.key")
        let (before, after, bodies) = try await onThread {
            let old = try SecureClient(port: port)
            old.post("/echo", "1")
            var bodies = [try old.reply().body]
            try server.replaceCertificate(by: second)
            let new = try SecureClient(port: port)
            for client in [old, new] {
                client.post("/echo", "2")
                bodies.append(try client.reply().body)
            }
            return (old.serverCertificate, new.serverCertificate, bodies)
        }
        #expect(bodies == ["POST /echo 1", "POST /echo 2", "POST /echo 2"])
        #expect(!before.isEmpty)
        #expect(before != after)
    }

    @Test func unusableCertificateIsRefusedWithTheReasonAndChangesNothing() async throws {
        let server = try Self.serve(Route(.post, "/echo", echo))
        let good = try Self.certificate()
        let nonsense = Array("nonsense".utf8)
        let bad: [(Certificate, String)] = [
            (Certificate(chain: nonsense, key: try Fixtures.bytes("tls/first.key")), "the certificate cannot be read"),
            (Certificate(chain: try Fixtures.bytes("tls/first.pem"), key: nonsense), "the key cannot be read"),
            (try Self.certificate(key: "second.key"), "the key is not the one of the certificate"),
            (Certificate(chain: [], key: []), "the certificate cannot be read"),
        ]
        for (certificate, reason) in bad {
            for attempt in [
                { try server.replaceCertificate(by: certificate) },
                { _ = try HTTPTests.serve(router()) { $0.certificate = certificate } },
            ] {
                do {
                    try attempt()
                    Issue.record("accepted, though \(reason)")
                } catch ServerError.unusableCertificate(let message) {
                    #expect(message.hasPrefix(reason))
                }
            }
        }
        let port = server.port
        let reply = try await onThread {
            let client = try SecureClient(port: port)
            client.post("/echo", "a")
            return try client.reply()
        }
        #expect(reply.body == "POST /echo a")
        try server.replaceCertificate(by: good)
    }

    @Test func stoppingWithOpenHandshakesIsClean() async throws {
        let server = try Self.serve(Route(.post, "/echo", echo))
        let port = server.port
        try await onThread {
            let silent = try (0..<8).map { _ in try Client(port: port) }
            let client = try SecureClient(port: port)
            client.post("/echo", "a")
            _ = try client.reply()
            server.stop()
            withExtendedLifetime(silent) {}
        }
    }
}
