import CZlib
import JSON
import TestSupport
import Testing

@testable import HTTP

struct CompressionTests {
    @Test(
        arguments: [
            (nil, false), ("", false), ("gzip", true), ("GZIP", true), ("x-gzip", true),
            ("deflate, gzip;q=1.0, *;q=0.5", true),
            ("gzip;q=0", false), ("gzip; q=0.0", false), ("gzip ; q = 0.5", true), ("*", true), ("*;q=0", false),
            ("gzip;q=0, *", false), ("identity", false), ("br", false), ("br;q=1, *;q=0.1", true),
            ("identity;q=1, gzip;q=0.5", false), ("identity;q=0.5, gzip;q=0.5", true), ("identity;q=0", false),
            ("gzip;q=2", false), ("gzip;q=-1", false), ("gzip;q=nan", false), ("gzip;q=", false),
            ("gzip;level=9", false),
            ("gzip;q=1;q=0", false), (",,gzip,,", true), ("gzipped", false), (";q=1", false), (" \t gzip\t", true),
        ] as [(String?, Bool)])
    func acceptEncodingIsReadAsTheStandardSays(header: String?, accepts: Bool) {
        #expect(AcceptEncoding(header).prefersGzip == accepts)
    }

    private static let long = (0..<100_000).map { "\(Float($0) / 7)," }.joined()

    private func router(_ minimumBytes: Int = 1000, level: Int = 1, body: String = long) -> Router {
        Router(
            routes: [
                Route(.get, "/", { _ in text(body, headers: [("Content-Type", "text/plain")]) }),
                Route(.get, "/encoded") { _ in text(body, headers: [("content-encoding", "br")]) },
            ], compression: ReplyCompression(level: level, minimumBytes: minimumBytes), refusals: [serviceRefusals]
        ) { _, _ in text("no", status: 404) }
    }

    private func get(_ router: Router, _ accepted: String?, path: String = "/") async -> Response {
        await router.respond(
            to: Request(method: .get, path: path, headers: accepted.map { ["accept-encoding": $0] } ?? [:]))
    }

    @Test func largeReplyIsCompressedAndReadsBack() async throws {
        for level in [1, 9] {
            let response = await get(router(level: level), "gzip")
            #expect(response.header("Content-Encoding") == "gzip")
            #expect(response.header("Vary") == "Accept-Encoding")
            #expect(response.header("Content-Type") == "text/plain")
            let body = response.body.copyOfBytes()
            #expect(body.count < Self.long.utf8.count / 2)
            #expect(try gunzip(body) == Array(Self.long.utf8))
        }
    }

    @Test func clientThatDoesNotAcceptItGetsThePlainReply() async {
        for accepted in [nil, "gzip;q=0", "identity"] {
            let response = await get(router(), accepted)
            #expect(response.header("Content-Encoding") == nil)
            #expect(response.header("Vary") == "Accept-Encoding")
            #expect(response.body.copyOfBytes() == Array(Self.long.utf8))
        }
    }

    @Test func smallReplyAndOneThatIsEncodedAreLeftAlone() async {
        for (body, isCompressed) in [("123456789", false), ("1234567890", true), ("", false)] {
            let response = await get(router(10, body: body), "gzip")
            #expect((response.header("Content-Encoding") == "gzip") == isCompressed)
            #expect((response.header("Vary") != nil) == isCompressed)
        }
        let encoded = await get(router(), "gzip", path: "/encoded")
        #expect(encoded.header("Content-Encoding") == nil)
        #expect(encoded.body.count == Self.long.utf8.count)
        let off = await get(router(level: 0), "gzip")
        #expect(off.header("Content-Encoding") == nil)
        #expect(off.header("Vary") == nil)
    }

    @Test func cancelledRequestIsNotCompressedToItsEnd() async {
        let router = router()
        let task = Task {
            // Runs on once it is cancelled.
            while !Task.isCancelled { await Task.yield() }
            return await get(router, "gzip").header("Content-Encoding")
        }
        task.cancel()
        #expect(await task.value == nil)
    }

    @Test func lengthOnTheWireIsThatOfTheCompressedBody() async throws {
        let server = try serve(router())
        let port = server.port
        try await onThread {
            let client = try Client(port: port)
            client.request("HEAD", "/", headers: "Accept-Encoding: gzip\r\n")
            let head = try client.reply(isHead: true)
            #expect(head.headers["content-encoding"] == "gzip")
            #expect(head.headers["vary"] == "Accept-Encoding")
            client.request("GET", "/")
            let plain = try client.reply()
            #expect(plain.headers["content-encoding"] == nil)
            #expect(plain.body.utf8.count == Self.long.utf8.count)
            client.request("GET", "/", headers: "Accept-Encoding: gzip\r\n")
            let compressed = try client.reply()
            #expect(compressed.headers["content-length"] == head.headers["content-length"])
            #expect(Int(compressed.headers["content-length"] ?? "") ?? .max < Self.long.utf8.count / 2)
        }
        server.stop()
    }
}

extension Response {
    fileprivate borrowing func header(_ name: String) -> String? { headers.first { $0.name == name }?.value }
}

private struct InflateError: Error { let status: Int32 }

/// One member, with nothing after it.
private func gunzip(_ bytes: [UInt8]) throws -> [UInt8] {
    var stream = z_stream()
    guard inflateInit2_(&stream, MAX_WBITS + 16, ZLIB_VERSION, Int32(MemoryLayout<z_stream>.size)) == Z_OK else {
        throw InflateError(status: Z_MEM_ERROR)
    }
    defer { inflateEnd(&stream) }
    var output: [UInt8] = []
    var input = bytes
    return try input.withUnsafeMutableBufferPointer { input in
        stream.next_in = input.baseAddress
        stream.avail_in = UInt32(input.count)
        while true {
            var part = [UInt8](repeating: 0, count: 64 << 10)
            let status = part.withUnsafeMutableBufferPointer { part in
                stream.next_out = part.baseAddress
                stream.avail_out = UInt32(part.count)
                return inflate(&stream, Z_NO_FLUSH)
            }
            output += part.prefix(part.count - Int(stream.avail_out))
            if status == Z_STREAM_END, stream.avail_in == 0 { return output }
            guard status == Z_OK else { throw InflateError(status: status) }
        }
    }
}
