/// A text as Unicode scalars that know where they stand in its UTF-8.
struct ScalarText {
    private(set) var scalars: [Unicode.Scalar] = []
    /// The first byte of each scalar, and at last the number of bytes.
    private(set) var offsets: [Int32] = []

    /// - text: fewer than 2^31 bytes.
    init(_ text: String) { self.init(Array(text.unicodeScalars)) }

    init(_ scalars: [Unicode.Scalar]) {
        self.scalars = scalars
        offsets.reserveCapacity(scalars.count + 1)
        var offset: Int32 = 0
        for scalar in scalars {
            offsets.append(offset)
            offset += Int32(UTF8.width(scalar))
        }
        offsets.append(offset)
    }

    var count: Int { scalars.count }

    func bytes(_ range: Range<Int>) -> Range<Int> {
        Int(offsets[range.lowerBound])..<Int(offsets[range.upperBound])
    }

    /// The text of some scalars.
    func string(_ range: Range<Int>) -> String {
        var view = String.UnicodeScalarView()
        view.append(contentsOf: scalars[range])
        return String(view)
    }

    /// The lines, each without what ends it.
    var lines: [Range<Int>] {
        var lines: [Range<Int>] = []
        var start = 0
        for index in scalars.indices where scalars[index].endsLine {
            lines.append(start..<index)
            start = index + 1
        }
        lines.append(start..<count)
        return lines
    }

    /// A range without white space at its ends; empty where it is nothing else.
    func trimmed(_ range: Range<Int>) -> Range<Int> {
        var (start, end) = (range.lowerBound, range.upperBound)
        while start < end, scalars[start].isWhite { start += 1 }
        while start < end, scalars[end - 1].isWhite { end -= 1 }
        return start..<end
    }
}
