import Glibc
import JSON
import Testing

struct OutputBufferTests {
    @Test func growsAndKeepsWhatWasWritten() {
        var buffer = OutputBuffer(capacity: 0)
        var expected: [UInt8] = []
        for number in 0..<10_000 {
            buffer.append(UInt8(truncatingIfNeeded: number))
            expected.append(UInt8(truncatingIfNeeded: number))
            buffer.append("é\(number)")
            expected += Array("é\(number)".utf8)
        }
        [UInt8](repeating: 7, count: 100_000).withUnsafeBytes { buffer.append(contentsOf: $0) }
        expected += [UInt8](repeating: 7, count: 100_000)
        #expect(buffer.count == expected.count)
        #expect(buffer.copyOfBytes() == expected)
    }

    @Test func appendsEveryKindOfText() {
        var buffer = OutputBuffer()
        buffer.append("static" as StaticString)
        buffer.append("substring".dropFirst(3))
        buffer.append("")
        buffer.append(contentsOf: UnsafeRawBufferPointer(start: nil, count: 0))
        #expect(buffer.copyOfBytes() == Array("staticstring".utf8))
    }

    @Test func releasedMemoryBelongsToTheCaller() {
        var buffer = OutputBuffer()
        buffer.append("mine")
        let memory = buffer.release()
        #expect(Array(memory) == Array("mine".utf8))
        free(memory.baseAddress)
    }
}
