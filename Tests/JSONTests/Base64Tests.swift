import Foundation
import JSON
import TestSupport
import Testing

struct Base64Tests {
    private func text(_ body: (inout JSONWriter) -> Void) -> String {
        var writer = JSONWriter(capacity: 1)
        body(&writer)
        return String(decoding: writer.finish().copyOfBytes(), as: UTF8.self)
    }

    /// RFC 4648, section 10.
    @Test(
        arguments: [
            ("", ""), ("f", "Zg=="), ("fo", "Zm8="), ("foo", "Zm9v"), ("foob", "Zm9vYg=="), ("fooba", "Zm9vYmE="),
            ("foobar", "Zm9vYmFy"),
        ])
    func vectorsOfTheStandard(plain: String, encoded: String) {
        let written = text { writer in Array(plain.utf8).withUnsafeBytes { writer.base64($0) } }
        #expect(written == "\"\(encoded)\"")
    }

    @Test func randomBytesOfEveryLengthAreEncodedAsFoundationDoes() {
        var random = SeededGenerator(3)
        for length in Array(0...70) + [12_287, 12_288, 12_289, 40_000] {
            let bytes = (0..<length).map { _ in UInt8.random(in: 0...255, using: &random) }
            let expected = "\"\(Data(bytes).base64EncodedString())\""
            #expect(text { writer in bytes.withUnsafeBytes { writer.base64($0) } } == expected)
            let inPieces = text { writer in
                writer.base64(ofCount: length) { range, buffer in buffer.copyBytes(from: bytes[range]) }
            }
            #expect(inPieces == expected)
        }
    }

    @Test func standsWhereAnyValueMay() {
        let written = text { writer in
            writer.object { writer in
                writer.key("data")
                [UInt8](repeating: 255, count: 3).withUnsafeBytes { writer.base64($0) }
                writer.field("next", 1)
            }
        }
        #expect(written == #"{"data":"////","next":1}"#)
    }
}
