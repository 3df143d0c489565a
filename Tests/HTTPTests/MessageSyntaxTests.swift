import CHTTPMessage
import TestSupport
import Testing

/// The parser of requests alone: where the pieces end makes no difference.
struct MessageSyntaxTests {
    /// Everything that was read.
    private struct Outcome: Equatable {
        var head: [String] = []
        var framing: [String] = []
        var fault = HEED_HTTP_NO_FAULT
        var isComplete = false
        var consumed = 0
        var data: [UInt8] = []
    }

    /// - pieces: where the bytes are cut.
    private static func read(_ bytes: [UInt8], cuts: [Int]) -> Outcome {
        var outcome = Outcome()
        var head = heed_http_head()
        defer { heed_http_head_free(&head) }
        var begin = 0
        for end in cuts + [bytes.count] where !outcome.isComplete && outcome.fault == HEED_HTTP_NO_FAULT {
            var consumed = 0
            let progress = bytes[begin..<end].withUnsafeBytes {
                heed_http_head_read(&head, $0.baseAddress, $0.count, &consumed, &outcome.fault)
            }
            outcome.consumed += consumed
            outcome.isComplete = progress == HEED_HTTP_COMPLETE
            begin = end
        }
        guard outcome.isComplete, let text = head.bytes else { return outcome }
        func string(_ span: heed_http_span) -> String { String(cString: text + Int(span.begin)) }
        outcome.head = [string(head.method), string(head.target)]
        withUnsafeBytes(of: head.names) { names in
            withUnsafeBytes(of: head.values) { values in
                let (names, values) = (
                    names.bindMemory(to: heed_http_span.self), values.bindMemory(to: heed_http_span.self)
                )
                for index in 0..<head.count { outcome.head += [string(names[index]), string(values[index])] }
            }
        }
        outcome.framing = ["\(head.framing)"]
        return outcome
    }

    private static func readChunks(_ bytes: [UInt8], cuts: [Int]) -> Outcome {
        var outcome = Outcome()
        var chunks = heed_http_chunks()
        var begin = 0
        for end in cuts + [bytes.count] {
            while begin < end, !outcome.isComplete, outcome.fault == HEED_HTTP_NO_FAULT {
                var consumed = 0
                var data = heed_http_span()
                let progress = bytes[begin..<end].withUnsafeBytes {
                    heed_http_chunks_read(&chunks, $0.baseAddress, $0.count, &consumed, &data, &outcome.fault)
                }
                outcome.data += bytes[(begin + Int(data.begin))..<(begin + Int(data.end))]
                outcome.consumed += consumed
                outcome.isComplete = progress == HEED_HTTP_COMPLETE
                begin += consumed
            }
        }
        return outcome
    }

    private static func mutations(of texts: [String], seed: Int) -> [[UInt8]] {
        var generator = SeededGenerator(seed)
        return texts.map { Array($0.utf8) }
            + (0..<400).map { _ in
                var bytes = Array((texts.randomElement(using: &generator) ?? "").utf8)
                for _ in 0..<Int.random(in: 1...3, using: &generator) where !bytes.isEmpty {
                    let place = Int.random(in: 0..<bytes.count, using: &generator)
                    bytes[place] =
                        Bool.random(using: &generator)
                        ? UInt8.random(in: 0...255, using: &generator)
                        : Array("\r\n\0 \t:;,04fFx".utf8).randomElement(using: &generator) ?? 0
                }
                return bytes
            }
    }

    @Test func headIsReadTheSameInAnyPieces() {
        let heads = [
            "GET / HTTP/1.1\r\nHost: a\r\n\r\nrest", "\r\n\r\nPOST /a?b HTTP/1.0\nContent-Length: 17 \t\nX:\n\n",
            "PUT /%41 HTTP/1.1\r\nHost:a\r\nTransfer-Encoding:  chunked \r\nConnection: a, close ,b\r\nExpect: 100-Continue\r\n\r\n",
        ]
        for bytes in Self.mutations(of: heads, seed: 1) {
            let whole = Self.read(bytes, cuts: [])
            #expect(Self.read(bytes, cuts: Array(0..<bytes.count)) == whole, "\(bytes)")
            for cut in 0..<bytes.count { #expect(Self.read(bytes, cuts: [cut]) == whole, "\(cut) in \(bytes)") }
        }
    }

    @Test func chunksAreReadTheSameInAnyPieces() {
        let bodies = [
            "5\r\nabcde\r\n0\r\n\r\nrest", "2;a=b\nab\n1\r\nc\r\n00\r\nX: y\r\nZ:\r\n\r\n",
            "A\r\n0123456789\r\n0\r\n\r\n",
        ]
        for bytes in Self.mutations(of: bodies, seed: 2) {
            let whole = Self.readChunks(bytes, cuts: [])
            #expect(Self.readChunks(bytes, cuts: Array(0..<bytes.count)) == whole, "\(bytes)")
            for cut in 0..<bytes.count { #expect(Self.readChunks(bytes, cuts: [cut]) == whole, "\(cut) in \(bytes)") }
        }
    }

    @Test func valuesHaveNoBlanksAroundThem() {
        let outcome = Self.read(Array("GET / HTTP/1.1\r\nHost:\t a b \t\r\nX: \r\nY:z\r\n\r\n".utf8), cuts: [])
        #expect(outcome.head == ["GET", "/", "Host", "a b", "X", "", "Y", "z"])
        #expect(outcome.isComplete)
    }

    @Test func dataOfChunksIsJoined() {
        let outcome = Self.readChunks(Array("2\r\nab\r\n003;x\r\ncde\r\n0\r\nT: u\r\n\r\nGET".utf8), cuts: [])
        #expect(outcome.data == Array("abcde".utf8))
        #expect(outcome.isComplete)
        #expect(outcome.consumed == 30)
    }
}
