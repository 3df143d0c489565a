import HTTP
import JSON
import TestSupport
import Testing

@testable import Service

private let firstKey = "first-key-0123456789", secondKey = "second-key-0123456789"

/// A service that asks for keys, and its file of keys.
private struct GuardedService {
    let application: Application
    let server: Server
    private let directory: TemporaryDirectory

    init(keys: String = "# of the tests\n\n\(firstKey)\r\n  \(secondKey)\n", metrics: String = "keys") throws {
        directory = try TemporaryDirectory()
        let path = try directory.write("keys", keys)
        application = try TestService([("ids", .ids)]) {
            $0.server.port = 0
            $0.access.apiKeysFile = path
            $0.access.metricsAreOpen = metrics == "open"
        }.application
        server = try application.listen()
    }

    func replaceKeys(by keys: String) throws {
        try directory.write("keys", keys)
        application.reload(server)
    }

    func status(_ path: String, _ authorization: String? = nil, method: Request.Method = .get) async -> Int {
        await response(path, authorization, method: method).status
    }

    func response(_ path: String, _ authorization: String? = nil, method: Request.Method = .get) async -> Response {
        let headers = authorization.map { ["Authorization": $0] } ?? [:]
        return await application.router.respond(to: Request(method: method, path: path, headers: headers))
    }
}

struct APIKeyTests {
    @Test func requestWithoutAKeyIsRefused() async throws {
        let response = try await GuardedService().response("/models")
        #expect(response.status == 401)
        #expect(response.headers.first { $0.name == "WWW-Authenticate" }?.value == #"Bearer realm="heed""#)
        let seen = ErrorSeen(status: 401, body: try JSONDocument(parsing: response.body.copyOfBytes()).root)
        #expect(seen.code == "missing_api_key")
        #expect(seen.type == "unauthorized")
    }

    @Test(arguments: [
        "Bearer first-key-012345678", "Bearer first-key-01234567890", "Bearer First-key-0123456789", "Bearer ",
        "Bearer x", "Bearer first-key-0123456789 second-key-0123456789",
        "Bearer first-key-0123456789, Bearer first-key-0123456789", "first-key-0123456789", "Basic Zmlyc3Qta2V5",
        "Bearer # of the tests", "",
    ])
    func keyThatIsNotKnownIsRefused(authorization: String) async throws {
        #expect(try await GuardedService().status("/models", authorization) == 401)
    }

    @Test(arguments: ["Bearer \(firstKey)", "bearer \(secondKey)", "BEARER   \(firstKey)"])
    func knownKeyIsLetIn(authorization: String) async throws {
        #expect(try await GuardedService().status("/models", authorization) == 200)
    }

    @Test func healthIsOpenAndTheRestIsNot() async throws {
        let service = try GuardedService()
        for path in ["/health", "/health/live", "/health/ready"] { #expect(await service.status(path) == 200) }
        for path in ["/metrics", "/models", "/models/ids", "/nothing", "/health/nothing"] {
            #expect(await service.status(path) == 401)
        }
        for path in ["/encode", "/decode", "/attention", "/tokenize", "/detokenize"] {
            #expect(await service.status(path, method: .post) == 401)
        }
        #expect(await service.status("/nothing", "Bearer \(firstKey)") == 404)
        #expect(await service.status("/models", method: .options) == 204)
    }

    @Test func metricsAreOpenWhenConfigured() async throws {
        #expect(try await GuardedService(metrics: "open").status("/metrics") == 200)
    }

    @Test func keysAreReadAgain() async throws {
        let service = try GuardedService()
        try service.replaceKeys(by: "third-key-0123456789")
        #expect(await service.status("/models", "Bearer third-key-0123456789") == 200)
        #expect(await service.status("/models", "Bearer \(firstKey)") == 401)
    }

    @Test(arguments: ["", "# nothing\n", "short\n", "with space 0123456789\n", "not-ascii-äöü-0123456789"])
    func unusableFileChangesNothing(keys: String) async throws {
        let service = try GuardedService()
        try service.replaceKeys(by: keys)
        #expect(await service.status("/models", "Bearer \(firstKey)") == 200)
        #expect(await service.status("/models") == 401)
        do {
            _ = try GuardedService(keys: keys)
            Issue.record("started")
        } catch let error as StartupError {
            #expect(error.description.contains("api_keys_file"))
            #expect(!error.description.contains("0123456789"))
        }
    }

    /// A megabyte is announced, nothing of it is asked for, and the reply has all that others have.
    @Test(arguments: ["", "Authorization: Bearer wrong-key-0123456789\r\n"])
    func bodyWithoutAKeyIsNotReceived(authorization: String) async throws {
        let service = try GuardedService()
        let port = service.server.port
        let (reply, isClosed) = try await onThread {
            let client = try Client(port: port)
            client.send(
                "POST /encode HTTP/1.1\r\nHost: t\r\n\(authorization)Expect: 100-continue\r\nContent-Length: 1000000\r\n\r\n"
            )
            return (try client.reply(), client.isClosedByServer())
        }
        #expect(reply.status == 401)
        #expect(reply.errorCode == (authorization.isEmpty ? "missing_api_key" : "invalid_api_key"))
        #expect(reply.headers["x-request-id"] != nil)
        #expect(reply.headers["www-authenticate"] != nil)
        #expect(isClosed)
    }

    /// What LibreTranslate's clients do: deep-translator in the query, libretranslatepy in a form, Mastodon in JSON.
    @Test(arguments: [
        ("/translate?api_key=KEY&q=42&source=en&target=en", "", ""),
        ("/translate", "application/x-www-form-urlencoded", "q=42&source=en&target=en&api_key=KEY"),
        ("/translate", "application/json", #"{"q":"42","source":"en","target":"en","api_key":"KEY"}"#),
        ("/detect", "application/json", #"{"q":"42","api_key":"KEY"}"#),
    ])
    func keyMayStandInTheFields(path: String, type: String, body: String) async throws {
        let service = try GuardedService()
        for (key, isKnown) in [(firstKey, true), ("wrong-key-0123456789", false), ("", false)] {
            let reply = await service.application.router.respond(
                to: Request(
                    method: .post, path: path.replacing("KEY", with: key), headers: ["Content-Type": type],
                    body: Array(body.replacing("KEY", with: key).utf8)))
            // No model translates here.
            #expect((reply.status == 403) == !isKnown, "\(reply.status)")
            let seen = try JSONDocument(parsing: reply.body.copyOfBytes()).root
            #expect((seen["error"]?.string?.contains("API key") == true) == !isKnown)
        }
        // A key of the header goes before.
        let both = await service.application.router.respond(
            to: Request(
                method: .post, path: path.replacing("KEY", with: firstKey),
                headers: ["Content-Type": type, "Authorization": "Bearer wrong-key-0123456789"],
                body: Array(body.replacing("KEY", with: firstKey).utf8)))
        #expect(both.status == 403)
    }

    @Test func languagesTakeAKeyFromTheQueryAndSettingsNeedNone() async throws {
        let service = try GuardedService()
        #expect(await service.status("/languages") == 403)
        #expect(await service.status("/languages?api_key=\(firstKey)") == 200)
        #expect(await service.status("/languages?api_key=x") == 403)
        for path in ["/frontend/settings", "/v2", "/v2/", "/v2/health/live", "/v2/health/ready"] {
            #expect(await service.status(path) == 200)
        }
        // Other routes do not look for keys there.
        for path in ["/models", "/v2/models/ids", "/v1/models"] {
            #expect(await service.status("\(path)?api_key=\(firstKey)") == 401)
        }
    }

    /// Without a key in the header, no body is received that is not known to be small.
    @Test(arguments: [
        ("Content-Length: 262144", 0), ("Content-Length: 262145", 403), ("Transfer-Encoding: chunked", 403),
        ("Content-Length: 100\r\nContent-Encoding: gzip", 403),
        ("Content-Length: 100\r\nAuthorization: Bearer wrong-key-0123456789", 403),
    ])
    func bodyIsReceivedWhereAKeyMayBeInIt(headers: String, status: Int) async throws {
        let service = try GuardedService()
        let port = service.server.port
        let reply = try await onThread {
            let client = try Client(port: port)
            client.send("POST /translate HTTP/1.1\r\nHost: t\r\nExpect: 100-continue\r\n\(headers)\r\n\r\n")
            return try client.reply()
        }
        #expect(reply.status == (status == 0 ? 100 : status))
    }

    @Test(arguments: ["\(firstKey) ", "\(firstKey)\t \t", "  \(firstKey)"])
    func blanksAroundAKeyDoNotCount(key: String) async throws {
        let service = try GuardedService()
        let port = service.server.port
        let reply = try await onThread {
            let client = try Client(port: port)
            client.request("GET", "/models", headers: "Authorization: Bearer \(key)\r\n")
            return try client.reply()
        }
        #expect(reply.status == 200)
    }

    @Test func missingFileEndsTheStartWithItsName() throws {
        var configuration = Configuration.patient
        configuration.access.apiKeysFile = "/nonexistent/keys"
        configuration.server.port = 0
        let application = Application(configuration: configuration, logsProgress: false)
        do {
            _ = try application.listen()
            Issue.record("started")
        } catch {
            #expect(error.description.contains("api_keys_file"))
            #expect(error.description.contains("/nonexistent/keys"))
        }
    }
}

struct CrossOriginTests {
    private func response(_ origins: [String], _ method: Request.Method, _ headers: [String: String]) async throws
        -> [String: String]
    {
        let service = try TestService([("ids", .ids)]) { $0.access.corsOrigins = origins }
        let request = Request(method: method, path: "/models", headers: headers)
        let response = await service.application.router.respond(to: request)
        return Dictionary(response.headers.map { ($0.name.lowercased(), $0.value) }) { "\($0), \($1)" }
    }

    @Test func nothingIsSaidUnlessConfigured() async throws {
        let headers = try await response([], .get, ["Origin": "https://a.example"])
        #expect(headers["access-control-allow-origin"] == nil)
    }

    @Test func listedOriginMayReadAndAnotherMayNot() async throws {
        let origins = ["https://a.example", "http://localhost:3000"]
        for origin in origins {
            let headers = try await response(origins, .get, ["origin": origin])
            #expect(headers["access-control-allow-origin"] == origin)
            #expect(headers["vary"]?.contains("Origin") == true)
        }
        for origin in ["https://b.example", "https://a.example.evil.example", "http://a.example", "null"] {
            let headers = try await response(origins, .get, ["Origin": origin])
            #expect(headers["access-control-allow-origin"] == nil)
            #expect(headers["vary"]?.contains("Origin") == true)
        }
    }

    @Test func everyOriginMayReadWhenConfigured() async throws {
        let headers = try await response(["*"], .get, ["Origin": "https://anything.example"])
        #expect(headers["access-control-allow-origin"] == "*")
        #expect(headers["access-control-allow-credentials"] == nil)
    }

    @Test func preflightSaysWhatIsAllowed() async throws {
        let preflight = [
            "Origin": "https://a.example", "Access-Control-Request-Method": "GET",
            "Access-Control-Request-Headers": "authorization",
        ]
        let headers = try await response(["https://a.example"], .options, preflight)
        #expect(headers["access-control-allow-origin"] == "https://a.example")
        #expect(headers["access-control-allow-methods"]?.contains("GET") == true)
        #expect(headers["access-control-allow-headers"]?.lowercased().contains("authorization") == true)
        let refused = try await response(["https://b.example"], .options, preflight)
        #expect(refused["access-control-allow-origin"] == nil)
        #expect(refused["access-control-allow-methods"] == nil)
    }
}

struct TLSSettingTests {
    private func serve(certificate: String, key: String) throws {
        let directory = try TemporaryDirectory()
        var configuration = Configuration.patient
        configuration.server.port = 0
        configuration.access.tlsCertificate = try directory.write("certificate", certificate)
        configuration.access.tlsKey = try directory.write("key", key)
        _ = try Application(configuration: configuration, logsProgress: false).listen()
    }

    @Test func certificateThatCannotBeUsedEndsTheStartWithTheSetting() throws {
        let certificate = String(decoding: try Fixtures.bytes("tls/first.pem"), as: UTF8.self)
        let otherKey = String(decoding: try Fixtures.bytes("tls/second.key"), as: UTF8.self)
        for (certificate, key) in [("nonsense", otherKey), (certificate, "nonsense"), (certificate, otherKey)] {
            do {
                try serve(certificate: certificate, key: key)
                Issue.record("started")
            } catch let error as StartupError {
                #expect(error.description.contains("tls_certificate"))
            }
        }
    }

    @Test(arguments: ["tls_certificate", "tls_key"])
    func certificateAndKeyAreSetTogether(setting: String) throws {
        do {
            _ = try ConfigurationLoader(flags: [setting: .text("/x")], environment: [:]).load()
            Issue.record("accepted")
        } catch {
            #expect(error.description.contains("tls_certificate"))
            #expect(error.description.contains("tls_key"))
        }
    }

    @Test(arguments: [
        ["https://a.example/"], ["a.example"], ["https://"], ["https://*.example"], ["*", "https://a.example"],
        ["HTTPS://a.example"], ["https://a.example?x"], ["null"], [""],
    ])
    func originThatIsNoneIsRefused(origins: [String]) throws {
        do {
            _ = try ConfigurationLoader(flags: ["cors_origins": .list(origins)], environment: [:]).load()
            Issue.record("accepted")
        } catch {
            #expect(error.description.contains("cors_origins"))
        }
    }
}
