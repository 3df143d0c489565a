/// A line of the standard input, or a text among the arguments.
struct TextLine: Equatable {
    enum Content: Equatable {
        case text(String)
        /// Why it cannot be worked on, in words that follow the line's name: "is not UTF-8 text".
        case malformed(String)
    }

    /// From 1.
    let number: Int
    let content: Content
}

/// Cuts bytes into lines of UTF-8 text as they arrive.
///
/// A line ends with a line feed, or with a carriage return and a line feed; the last one needs no end. A byte-order mark at the very
/// beginning is no text. All else belongs to the lines as it is, NUL too.
struct LineReader {
    /// Bytes of a line that are kept; a longer one is malformed. Far above what any model takes.
    private let longestLine: Int
    /// What is not cut yet, from `start` on.
    private var bytes: [UInt8] = []
    private var start = 0
    /// Up to here there is no line feed.
    private var searched = 0
    /// Bytes of the line at the front that were not kept.
    private var dropped = 0
    private var number = 0

    init(longestLine: Int = 1 << 20) { self.longestLine = longestLine }

    mutating func append(_ more: some Sequence<UInt8>) {
        bytes.removeFirst(start)
        searched -= start
        start = 0
        bytes += more
    }

    /// The next line that is complete.
    mutating func next() -> TextLine? {
        guard let end = bytes[searched...].firstIndex(of: UInt8(ascii: "\n")) else {
            dropExcess()
            return nil
        }
        var line = bytes[start..<end]
        start = end + 1
        searched = start
        if line.last == UInt8(ascii: "\r") { line.removeLast() }
        return cut(line)
    }

    /// What stands behind the last line feed; nil: nothing does.
    mutating func last() -> TextLine? {
        let rest = bytes[start...]
        guard !rest.isEmpty || dropped > 0 else { return nil }
        start = bytes.endIndex
        searched = start
        return cut(rest)
    }

    /// Keeps the memory of a line that does not end within bounds.
    private mutating func dropExcess() {
        // One more than a line may have shows that it is too long.
        let excess = bytes.count - start - (longestLine + 1)
        if excess > 0 {
            bytes.removeLast(excess)
            dropped += excess
        }
        searched = bytes.endIndex
    }

    private mutating func cut(_ line: ArraySlice<UInt8>) -> TextLine {
        number += 1
        let size = line.count + dropped
        dropped = 0
        guard size <= longestLine else {
            return TextLine(
                number: number, content: .malformed("has \(size) bytes; a line may have at most \(longestLine)"))
        }
        var line = line
        if number == 1, line.starts(with: Self.byteOrderMark) { line = line.dropFirst(Self.byteOrderMark.count) }
        guard let text = String(validating: line, as: UTF8.self) else {
            let isUTF16 = number == 1 && (line.starts(with: [0xFF, 0xFE]) || line.starts(with: [0xFE, 0xFF]))
            let remedy = isUTF16 ? "; it begins as UTF-16 does: iconv -f UTF-16 -t UTF-8 converts it" : ""
            return TextLine(number: number, content: .malformed("is not UTF-8 text\(remedy)"))
        }
        return TextLine(number: number, content: .text(text))
    }

    private static let byteOrderMark: [UInt8] = [0xEF, 0xBB, 0xBF]
}
