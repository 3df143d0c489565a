import HTTP
import JSON
import Synchronization
import Testing

@testable import Service

/// Collects the lines of a log.
private final class Lines: Sendable {
    private let lines = Mutex<[String]>([])

    var handler: JSONLogHandler {
        JSONLogHandler(writingTo: { line in self.lines.withLock { $0.append(line) } })
    }

    var all: [String] { lines.withLock { $0 } }

    /// Lines of requests.
    func requests() throws -> [JSONValue] {
        try all.map { try JSONDocument(parsing: Array($0.utf8)).root }.filter { $0["message"]?.string == "request" }
    }
}

struct AccessLogTests {
    private func respond(
        _ service: TestService, _ path: String, _ body: String? = nil, id: String? = nil
    ) async -> (status: Int, headers: [(name: String, value: String)]) {
        let request = Request(
            method: body == nil ? .get : .post, path: path, headers: id.map { ["X-Request-ID": $0] } ?? [:],
            body: Array((body ?? "").utf8))
        let response = await service.application.router.respond(to: request)
        return (response.status, response.headers)
    }

    private func value(_ name: String, _ headers: [(name: String, value: String)]) -> String? {
        let values = headers.filter { $0.name.lowercased() == name }
        return values.count == 1 ? values[0].value : nil
    }

    @Test func requestHasOneLineWithWhatCameOfIt() async throws {
        let lines = Lines()
        let service = try TestService(log: lines.handler)
        let reply = await respond(service, "/decode", #"{"input": "ab", "max_new_tokens": 3}"#, id: "order-66")
        let requests = try lines.requests()
        #expect(requests.count == 1)
        let line = try #require(requests.first)
        #expect(line["request_id"]?.string == "order-66")
        #expect(line["level"]?.string == "info")
        #expect(line["route"]?.string == "/decode")
        #expect(line["status"]?.integer == 200)
        #expect(line["model"]?.string == "letters")
        #expect(try #require(line["input_tokens"]?.integer) >= 2)
        #expect(try #require(line["output_tokens"]?.integer) >= 1)
        for stage in ["queue_ms", "tokenize_ms", "encode_ms", "decode_ms", "total_ms"] {
            #expect(try #require(line[stage]?.number) >= 0)
        }
        let time = try #require(line["time"]?.string)
        #expect(time.utf8.count == 24 && time.hasSuffix("Z"))
        #expect(value("x-request-id", reply.headers) == "order-66")
    }

    @Test func errorsAreLoggedByTheirCodes() async throws {
        let lines = Lines()
        let service = try TestService([("ids", .ids)], log: lines.handler)
        _ = await respond(service, "/encode", #"{"inputs": [3]}"#)
        _ = await respond(service, "/models", "{}")
        _ = await respond(service, "/nope/secret")
        let requests = try lines.requests()
        #expect(requests.map { $0["error"]?.string } == ["unknown_field", "method_not_allowed", "route_not_found"])
        #expect(requests.map { $0["status"]?.integer } == [422, 405, 404])
        #expect(requests.last?["route"]?.string == "none")
    }

    @Test func nothingThatAClientWroteIsLogged() async throws {
        let lines = Lines()
        let service = try TestService(log: lines.handler)
        let secret = "zyzzyva"
        for body in [
            #"{"input": "\#(secret)"}"#, #"{"input": "a", "\#(secret)": 1}"#, #"{"input": "a", "model": "\#(secret)"}"#,
            #"{"input": "a", "target_language": "\#(secret)"}"#, "\(secret)",
        ] {
            for path in ["/decode", "/encode", "/tokenize", "/attention", "/\(secret)?\(secret)"] {
                _ = await respond(service, path, body)
            }
        }
        _ = await respond(service, "/models/\(secret)")
        #expect(try lines.requests().count == 26)
        #expect(!lines.all.contains { $0.contains(secret) })
    }

    @Test func healthIsLoggedInDetailOnly() async throws {
        let lines = Lines()
        let service = try TestService([("ids", .ids)], log: lines.handler)
        for path in ["/health", "/health/live", "/metrics"] { _ = await respond(service, path) }
        #expect(try lines.requests().isEmpty)
        let detailed = Lines()
        let other = try TestService([("ids", .ids)], log: detailed.handler) { $0.logLevel = .debug }
        for path in ["/health", "/health/live", "/metrics"] { _ = await respond(other, path) }
        #expect(try detailed.requests().map { $0["level"]?.string } == ["debug", "debug", "debug"])
    }

    @Test(arguments: ["a b", "a\u{e9}", "", String(repeating: "x", count: 129)])
    func unfitRequestIDIsReplaced(id: String) async throws {
        let service = try TestService([("ids", .ids)])
        let own = try #require(value("x-request-id", await respond(service, "/models", id: id).headers))
        #expect(own != id)
        #expect(own.utf8.count == 32)
        #expect(
            own.utf8.allSatisfy {
                UInt8(ascii: "0")...UInt8(ascii: "9") ~= $0 || UInt8(ascii: "a")...UInt8(ascii: "f") ~= $0
            })
    }

    @Test func everyReplyHasItsOwnRequestID() async throws {
        let service = try TestService([("ids", .ids)])
        let longest = String(repeating: "~", count: 128)
        #expect(value("x-request-id", await respond(service, "/models", id: longest).headers) == longest)
        var seen: Set<String> = []
        for path in ["/models", "/models", "/nope", "/models/nope", "/encode", "/%zz", "/health", "/metrics"] {
            let id = try #require(value("x-request-id", await respond(service, path).headers))
            #expect(seen.insert(id).inserted)
        }
    }

    @Test func serverTimingTellsTheStages() async throws {
        let service = try TestService([("ids", .ids)])
        let reply = await respond(service, "/encode", #"{"input": [3, 4, 0]}"#)
        let timing = try #require(value("server-timing", reply.headers))
        let entries = timing.split(separator: ", ").map { $0.split(separator: ";dur=") }
        #expect(entries.map { String($0[0]) } == ["queue", "tokenize", "encode", "decode", "total"])
        let milliseconds = entries.compactMap { Double($0[1]) }
        #expect(milliseconds.count == 5)
        #expect(milliseconds[2] > 0 && milliseconds[4] >= milliseconds[2])
        #expect(value("server-timing", await respond(service, "/models").headers) == nil)
    }
}

struct JSONLogHandlerTests {
    @Test func timesAreUTC() {
        #expect(UTCTime.text(seconds: 0, milliseconds: 7) == "1970-01-01T00:00:00.007Z")
        #expect(UTCTime.text(seconds: 1_709_251_199, milliseconds: 999) == "2024-02-29T23:59:59.999Z")
    }

    @Test func startIsLoggedInTheSameForm() throws {
        let lines = Lines()
        _ = try TestService([("ids", .ids)], log: lines.handler)
        #expect(lines.all.count >= 2)
        for line in lines.all {
            #expect(line.hasSuffix("}\n"))
            #expect(line.utf8.count { $0 == UInt8(ascii: "\n") } == 1)
            let parsed = try JSONDocument(parsing: Array(line.utf8)).root
            #expect(parsed.keys?.prefix(3) == ["time", "level", "message"])
        }
        #expect(lines.all.contains { $0.contains(#""level":"warning","message":"model ids"#) })
    }
}
