import HTTP
import TestSupport
import Testing

@testable import Service

/// Bodies that are made to hurt, sent as bytes over a connection.
struct HostileBodyTests {
    private static let service = Result { try ListeningService() }

    /// The reply to a body, and whether the connection goes on.
    private static func exchange(_ body: [UInt8]) async throws -> (reply: Reply, next: Reply) {
        let port = try service.get().server.port
        return try await onThread {
            let client = try Client(port: port)
            client.send("POST /decode HTTP/1.1\r\nHost: t\r\nContent-Length: \(body.count)\r\n\r\n")
            client.send(body)
            let reply = try client.reply()
            client.request("GET", "/health")
            return (reply, try client.reply())
        }
    }

    @Test(arguments: [
        ("[", 100_000), (#"{"a":"#, 100_000), (#"{"input":"#, 5000), (#"[{"a":["#, 50_000),
    ])
    func deepNestingIsRefused(opening: String, depth: Int) async throws {
        let (reply, next) = try await Self.exchange(Array(String(repeating: opening, count: depth).utf8))
        #expect(reply.status == 400)
        #expect(reply.errorCode == "invalid_json")
        #expect(next.status == 200)
    }

    /// Refused before they become a tree many times their size.
    @Test(arguments: [("0,", 2_000_001, "values"), ("[],", 400_001, "arrays"), ("{},", 200_001, "objects")])
    func tooManyValuesAreRefused(element: String, count: Int, name: String) async throws {
        let elements = String(repeating: element, count: count)
        let (reply, next) = try await Self.exchange(Array(#"{"input": [\#(elements)0]}"#.utf8))
        #expect(reply.status == 413)
        #expect(reply.errorCode == "too_many_values")
        #expect(reply.body.contains("JSON \(name)"))
        #expect(next.status == 200)
    }

    @Test(arguments: [
        #"{"input":"a","input":"b"}"#, #"{"input":"a","in\u0070ut":"b"}"#, #"{"input":"\ud800"}"#,
        #"{"input":"\udc00\ud800"}"#, #"{"input":"\ud800a"}"#, #"{"input":NaN}"#, #"{"input":"a","temperature":NaN}"#,
        #"{"input":"a","temperature":Infinity}"#, #"{"input":"a","temperature":-Infinity}"#,
        #"{"input":"a","temperature":1e999}"#, "{\"input\":\"a\0b\"}", "{\"input\":\"a\nb\"}", #"{"input":"a",}"#,
        "{'input':'a'}", #"{"input":"a"}{"input":"b"}"#, "\u{FEFF}{\"input\":\"a\"}", "",
    ])
    func bodyThatIsNotJSONIsRefused(body: String) async throws {
        let (reply, next) = try await Self.exchange(Array(body.utf8))
        #expect(reply.status == 400)
        #expect(reply.errorCode == "invalid_json")
        #expect(next.status == 200)
    }

    @Test(
        arguments: [[0xFF], [0xC0, 0x80], [0xED, 0xA0, 0x80], [0xF4, 0x90, 0x80, 0x80], [0xE2, 0x82]] as [[UInt8]])
    func textThatIsNotUTF8IsRefused(bytes: [UInt8]) async throws {
        let body = Array(#"{"input":""#.utf8) + bytes + Array(#""}"#.utf8)
        let (reply, next) = try await Self.exchange(body)
        #expect(reply.status == 400)
        #expect(reply.errorCode == "invalid_json")
        #expect(next.status == 200)
    }
}

/// The service on a free port of this machine, with the model that has no tokenizer.
private final class ListeningService: Sendable {
    let server: Server
    private let application: Application

    init() throws {
        application = try TestService([("ids", .ids)]) { $0.server.port = 0 }.application
        server = try application.listen()
    }
}
