import CZlib
import JSON
import Testing

@testable import HTTP

@Suite struct DecompressionTests {
    private static let text = Array(#"{"input": "attention, attention, attention"}"#.utf8)
    private static let limit = 4096

    private func decoded(_ body: [UInt8], _ coding: String) async throws -> [UInt8] {
        let request = Request(method: .post, path: "/", headers: ["content-encoding": coding], body: body)
        return try await RequestDecompression(maxBodyBytes: Self.limit)(request).body
    }

    @Test(
        arguments: [
            ("gzip", MAX_WBITS + 16), ("GZIP", MAX_WBITS + 16), ("x-gzip", MAX_WBITS + 16), ("deflate", MAX_WBITS),
            ("deflate", -MAX_WBITS), (" identity , gzip", MAX_WBITS + 16), ("gzip,", MAX_WBITS + 16),
        ] as [(String, Int32)])
    func codingsAreUndone(coding: String, windowBits: Int32) async throws {
        #expect(try await decoded(deflated(Self.text, windowBits), coding) == Self.text)
    }

    @Test func bodyWithoutACodingStaysAsItIs() async throws {
        for coding in ["identity", "", ","] { #expect(try await decoded(Self.text, coding) == Self.text) }
        #expect(try await decoded([], "gzip") == [])
    }

    @Test func theLastCodingIsUndoneFirst() async throws {
        let body = deflated(deflated(Self.text, MAX_WBITS), MAX_WBITS + 16)
        #expect(try await decoded(body, "deflate, gzip") == Self.text)
    }

    @Test func membersOfGzipAreOneBody() async throws {
        let half = Self.text.count / 2
        let body =
            deflated(Array(Self.text[..<half]), MAX_WBITS + 16) + deflated(Array(Self.text[half...]), MAX_WBITS + 16)
        #expect(try await decoded(body, "gzip") == Self.text)
    }

    @Test func decodedBodyHasTheLimitOfEveryBody() async throws {
        let largest = [UInt8](repeating: 0x20, count: Self.limit)
        #expect(try await decoded(deflated(largest, MAX_WBITS + 16), "gzip") == largest)
        for size in [Self.limit + 1, 100 << 20] {
            let bomb = deflated([UInt8](repeating: 0x20, count: size), MAX_WBITS)
            #expect(await failure(of: bomb, "deflate") == "larger than \(Self.limit)")
        }
    }

    @Test func whatIsNotInItsCodingIsRefused() async throws {
        let gzip = deflated(Self.text, MAX_WBITS + 16)
        for length in 1..<gzip.count {
            #expect(await failure(of: Array(gzip[..<length]), "gzip") == "gzip: it ends early")
        }
        for (coding, bits) in [("gzip", MAX_WBITS + 16), ("deflate", MAX_WBITS), ("deflate", -MAX_WBITS)] {
            let body = deflated(Self.text, bits)
            #expect(await failure(of: body + [0x41, 0x42], coding)?.hasPrefix("\(coding): ") == true)
            if bits > 0 {
                var broken = body
                broken[body.count - 6] ^= 0xFF
                #expect(await failure(of: broken, coding)?.hasPrefix("\(coding): ") == true)
            }
        }
        #expect(await failure(of: Self.text, "gzip")?.hasPrefix("gzip: its bytes do not make sense") == true)
        #expect(await failure(of: deflated(Self.text, MAX_WBITS), "gzip") != nil)
    }

    @Test func otherCodingsAreNamed() async {
        for coding in ["br", "zstd", "compress", "gzip, br", "chunked", "gzip;q=1"] {
            let name = coding.split(separator: ", ").last.map(String.init)
            #expect(await failure(of: Self.text, coding) == name.map { "\($0), not gzip, deflate" })
        }
        let many = Array(repeating: "gzip", count: 5).joined(separator: ", ")
        #expect(await failure(of: Self.text, many) == "\(many), not gzip, deflate")
    }

    /// What is said of a body that is refused.
    private func failure(of body: [UInt8], _ coding: String) async -> String? {
        do {
            _ = try await decoded(body, coding)
            return nil
        } catch RoutingFailure.unsupportedContentEncoding(let name, let accepted) {
            return "\(name), not \(accepted)"
        } catch RoutingFailure.malformedContentEncoding(let name, let reason) {
            return "\(name): \(reason)"
        } catch RoutingFailure.decodedBodyTooLarge(let limit) {
            return "larger than \(limit)"
        } catch {
            return "\(error)"
        }
    }
}

/// - windowBits: as of zlib, which tells the format by them
private func deflated(_ bytes: [UInt8], _ windowBits: Int32) -> [UInt8] {
    var stream = z_stream()
    deflateInit2_(
        &stream, 9, Z_DEFLATED, windowBits, 8, Z_DEFAULT_STRATEGY, ZLIB_VERSION, Int32(MemoryLayout<z_stream>.size))
    defer { deflateEnd(&stream) }
    var input = bytes
    var output = [UInt8](repeating: 0, count: Int(deflateBound(&stream, UInt(bytes.count))))
    let count = input.withUnsafeMutableBufferPointer { input in
        output.withUnsafeMutableBufferPointer { output in
            stream.next_in = input.baseAddress
            stream.avail_in = UInt32(input.count)
            stream.next_out = output.baseAddress
            stream.avail_out = UInt32(output.count)
            deflate(&stream, Z_FINISH)
            return output.count - Int(stream.avail_out)
        }
    }
    return Array(output[..<count])
}
