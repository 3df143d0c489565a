import Testing

@testable import heed

@Suite struct LineReaderTests {
    /// All lines, of bytes that arrive so many at a time.
    private func lines(_ bytes: [UInt8], step: Int, longestLine: Int = 100) -> [TextLine] {
        var reader = LineReader(longestLine: longestLine)
        var lines: [TextLine] = []
        for start in stride(from: 0, to: bytes.count, by: step) {
            reader.append(bytes[start..<min(start + step, bytes.count)])
            while let line = reader.next() { lines.append(line) }
        }
        if let last = reader.last() { lines.append(last) }
        return lines
    }

    private func texts(_ bytes: [UInt8], step: Int) -> [String?] {
        lines(bytes, step: step).map { if case .text(let text) = $0.content { text } else { nil } }
    }

    @Test(arguments: [1, 2, 3, 7, 1000]) func linesAreCutAtTheirEnds(step: Int) {
        #expect(texts(Array("one\ntwo\r\n\nfour".utf8), step: step) == ["one", "two", "", "four"])
        #expect(texts(Array("one\n".utf8), step: step) == ["one"])
        #expect(texts([], step: step) == [])
        #expect(texts(Array("\u{FEFF}na\u{EF}ve\n\u{FEFF}b\0c\n".utf8), step: step) == ["naïve", "\u{FEFF}b\0c"])
    }

    @Test(arguments: [1, 4, 1000]) func whatIsNotUTF8IsNamedByItsLine(step: Int) {
        let found = lines(Array("a\n".utf8) + [0x66, 0xFC, 0x72, 0x0A] + Array("c".utf8), step: step)
        #expect(found.map(\.number) == [1, 2, 3])
        #expect(found[1].content == .malformed("is not UTF-8 text"))
        guard case .malformed(let reason) = lines([0xFF, 0xFE, 0x61, 0x00], step: step)[0].content else {
            Issue.record("UTF-16 is taken for text")
            return
        }
        #expect(reason.contains("UTF-16"))
    }

    @Test(arguments: [1, 6, 1000]) func longLineIsNotKept(step: Int) {
        let long = [UInt8](repeating: 0x61, count: 150)
        let found = lines(long + [0x0A] + [0x62, 0x0A] + long, step: step)
        #expect(found.count == 3 && found[1].content == .text("b"))
        for place in [0, 2] {
            #expect(found[place].content == .malformed("has 150 bytes; a line may have at most 100"))
        }
    }
}
