import Glibc
import HTTP
import JSON
import TestSupport
import Testing

@Suite struct ServerTests {
    @Test func requestIsAnsweredOnAKeptConnection() async throws {
        let server = try serve(router(Route(.post, "/echo", echo), Route(.get, "/echo", echo)))
        let port = server.port
        let (first, second) = try await onThread {
            let client = try Client(port: port)
            client.post("/echo", "hello")
            let first = try client.reply()
            client.request("GET", "/echo?x=1")
            return (first, try client.reply())
        }
        #expect(first.status == 200)
        #expect(first.body == "POST /echo hello")
        #expect(first.headers["date"] != nil)
        #expect(second.body == "GET /echo ")
    }

    @Test func pipelinedRequestsAreAnsweredInOrder() async throws {
        let server = try serve(router(Route(.post, "/echo", echo)))
        let port = server.port
        let bodies = try await onThread {
            let client = try Client(port: port)
            let one = "POST /echo HTTP/1.1\r\nHost: t\r\nContent-Length: 1\r\n\r\n"
            client.send((0..<8).map { one + "\($0)" }.joined())
            return try (0..<8).map { _ in try client.reply().body }
        }
        #expect(bodies == (0..<8).map { "POST /echo \($0)" })
    }

    @Test func chunkedBodyArrivesWhole() async throws {
        let server = try serve(router(Route(.post, "/echo", echo)))
        let port = server.port
        let reply = try await onThread {
            let client = try Client(port: port)
            client.send("POST /echo HTTP/1.1\r\nHost: t\r\nTransfer-Encoding: chunked\r\n\r\n")
            client.send("3\r\nabc\r\n")
            client.send("2;name=value\r\nde\r\n0\r\nTrailer: x\r\n\r\n")
            return try client.reply()
        }
        #expect(reply.body == "POST /echo abcde")
    }

    @Test func bodyThatIsAwaitedIsContinued() async throws {
        let server = try serve(router(Route(.post, "/echo", echo)))
        let port = server.port
        let (first, second) = try await onThread {
            let client = try Client(port: port)
            client.send("POST /echo HTTP/1.1\r\nHost: t\r\nExpect: 100-continue\r\nContent-Length: 2\r\n\r\n")
            let first = try client.reply()
            client.send("ok")
            return (first, try client.reply())
        }
        #expect(first.status == 100)
        #expect(second.body == "POST /echo ok")
    }

    @Test func largeBodiesPassBothWays() async throws {
        let server = try serve(router(Route(.post, "/echo", echo)))
        let port = server.port
        let text = String(repeating: "0123456789abcdef", count: 1 << 18)
        let reply = try await onThread {
            let client = try Client(port: port)
            client.post("/echo", text)
            return try client.reply()
        }
        #expect(reply.body == "POST /echo " + text)
    }

    @Test func headHasTheLengthButNotTheBody() async throws {
        let server = try serve(router(Route(.get, "/echo", echo)))
        let port = server.port
        let (head, get) = try await onThread {
            let client = try Client(port: port)
            client.request("HEAD", "/echo")
            let head = try client.reply(isHead: true)
            client.request("GET", "/echo")
            return (head, try client.reply())
        }
        #expect(head.status == 200)
        #expect(head.headers["content-length"] == "11")
        #expect(get.body == "GET /echo ")
    }

    @Test func methodsThatAreNotThereAre405WithAllow() async throws {
        let server = try serve(router(Route(.get, "/echo", echo)))
        let port = server.port
        let replies = try await onThread {
            let client = try Client(port: port)
            return try ["FOO", "DELETE", "OPTIONS"].map { method in
                client.request(method, "/echo")
                return try client.reply()
            }
        }
        #expect(replies.map(\.status) == [405, 405, 204])
        #expect(replies.map { $0.headers["allow"] } == Array(repeating: "GET, HEAD, OPTIONS", count: 3))
        #expect(replies[0].body == "no FOO")
    }

    @Test func repeatedHeadersAreJoined() async throws {
        let server = try serve(router(Route(.get, "/") { text($0.header("x-part") ?? "none") }))
        let port = server.port
        let reply = try await onThread {
            let client = try Client(port: port)
            client.request("GET", "/", headers: "X-Part: a\r\nx-part:  b\r\n")
            return try client.reply()
        }
        #expect(reply.body == "a, b")
    }

    @Test func headerOfAReplyCannotBeginAnother() async throws {
        let server = try serve(router(Route(.get, "/") { _ in text("", headers: [("X-Name", "a\r\nX-Evil: b")]) }))
        let port = server.port
        let reply = try await onThread {
            let client = try Client(port: port)
            client.request("GET", "/")
            return try client.reply()
        }
        #expect(reply.headers["x-name"] == "aX-Evil: b")
        #expect(reply.headers["x-evil"] == nil)
    }

    @Test func jsonReplyStatesItsType() async throws {
        let server = try serve(router(Route(.get, "/") { _ in .json { $0.object { $0.field("a", 1) } } }))
        let port = server.port
        let reply = try await onThread {
            let client = try Client(port: port)
            client.request("GET", "/")
            return try client.reply()
        }
        #expect(reply.headers["content-type"] == "application/json")
        #expect(reply.body == #"{"a":1}"#)
    }

    /// 128 is where the library's other event loop stalls.
    @Test(arguments: [127, 128, 129, 256, 300])
    func requestsThatAreAllReadyAtOnceAreAllAnswered(count: Int) async throws {
        let everyone = Event(after: count)
        let server = try serve(
            router(
                Route(.get, "/wait") { _ in
                    everyone.happen()
                    await everyone.happened()
                    return text("done")
                }))
        let port = server.port
        let statuses = try await onThread {
            let clients = try (0..<count).map { _ in try Client(port: port) }
            for client in clients { client.request("GET", "/wait") }
            return try clients.map { try $0.reply().status }
        }
        #expect(statuses == Array(repeating: 200, count: count))
    }

    @Test func addressInUseIsAnErrorThatSaysSo() throws {
        let first = try serve(router())
        var configuration = ServerConfiguration()
        configuration.port = first.port
        let error = #expect(throws: ServerError.self) { try Server(configuration: configuration, router: router()) }
        guard case .cannotListen(_, first.port, let reason) = error else {
            Issue.record("\(String(describing: error))")
            return
        }
        #expect(reason.hasPrefix("another process listens there; port "))
        // The one that it names can be taken.
        configuration.port = try #require(reason.split(separator: " ").compactMap { Int($0) }.first)
        #expect(configuration.port > first.port)
        _ = try Server(configuration: configuration, router: router())
        configuration.port = 70000
        #expect(throws: ServerError.self) { try Server(configuration: configuration, router: router()) }
        configuration.port = 0
        configuration.host = "192.0.2.1"
        #expect(throws: ServerError.self) { try Server(configuration: configuration, router: router()) }
    }

    /// Two or more, where the machine's `localhost` is both IPv4 and IPv6.
    @Test func everyAddressOfANameIsListenedTo() async throws {
        let server = try serve(router(Route(.get, "/echo", echo))) { $0.host = "localhost" }
        let port = server.port
        let addresses = addresses(of: "localhost")
        #expect(!addresses.isEmpty)
        for address in addresses {
            let statuses = try await onThread {
                let client = try Client(port: port, address: address)
                return try (0..<3).map { _ in
                    client.request("GET", "/echo")
                    return try client.reply().status
                }
            }
            #expect(statuses == [200, 200, 200], "\(address)")
        }
        await server.drain(timeout: .seconds(1))
        for address in addresses {
            await #expect(throws: (any Error).self) {
                try await onThread { _ = try Client(port: port, address: address) }
            }
        }
    }

    @Test(.enabled(if: systemHasIPv6)) func dualStackAddressTakesIPv4() async throws {
        let server = try serve(router(Route(.get, "/echo", echo))) { $0.host = "::" }
        let port = server.port
        let reply = try await onThread {
            let client = try Client(port: port)
            client.request("GET", "/echo")
            return try client.reply()
        }
        #expect(reply.status == 200)
    }
}

/// Numeric, each once.
private func addresses(of name: String) -> [String] {
    var hints = addrinfo()
    hints.ai_socktype = Int32(SOCK_STREAM.rawValue)
    var found: UnsafeMutablePointer<addrinfo>?
    guard getaddrinfo(name, nil, &hints, &found) == 0 else { return [] }
    defer { freeaddrinfo(found) }
    var texts = Set<String>()
    var next = found
    while let address = next {
        var text = [CChar](repeating: 0, count: 64)
        getnameinfo(
            address.pointee.ai_addr, address.pointee.ai_addrlen, &text, socklen_t(text.count), nil, 0, NI_NUMERICHOST)
        texts.insert(String(decoding: text.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self))
        next = address.pointee.ai_next
    }
    return texts.sorted()
}

private let systemHasIPv6: Bool = {
    let descriptor = socket(AF_INET6, Int32(SOCK_STREAM.rawValue), 0)
    defer { if descriptor >= 0 { close(descriptor) } }
    return descriptor >= 0
}()
