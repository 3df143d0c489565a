/// Text between two block elements, across the inline tags that stand in it.
struct HTMLRun {
    struct Mark {
        let kind: InlineMark.Kind
        /// Bytes of the HTML text.
        let range: Range<Int>
        /// The scalar before which it stands.
        let position: Int
        /// The other tag of the element within the run; -1 where there is none.
        var partner = -1
        /// Has contents that are left alone: words that readers see.
        var hasContents = false
    }

    private(set) var scalars: [Unicode.Scalar] = []
    /// Bytes of the HTML text that each scalar came from.
    private(set) var starts: [Int32] = []
    private(set) var ends: [Int32] = []
    var marks: [Mark] = []

    /// Appends characters and references to characters.
    mutating func append(_ range: Range<Int>, of bytes: [UInt8], inAttribute: Bool = false) {
        var index = range.lowerBound
        while index < range.upperBound {
            if bytes[index] == UInt8(ascii: "&"),
                let reference = HTMLCharacters.reference(
                    in: bytes, at: index, limit: range.upperBound, inAttribute: inAttribute)
            {
                // Of two scalars the second has no bytes of its own.
                for (number, scalar) in reference.text.unicodeScalars.enumerated() {
                    append(scalar, number == 0 ? index..<reference.end : reference.end..<reference.end)
                }
                index = reference.end
                continue
            }
            var end = index + 1
            while end < range.upperBound, bytes[end] & 0xC0 == 0x80 || bytes[end] != UInt8(ascii: "&") { end += 1 }
            for scalar in String(decoding: bytes[index..<end], as: UTF8.self).unicodeScalars {
                append(scalar, index..<index + UTF8.width(scalar))
                index += UTF8.width(scalar)
            }
        }
    }

    private mutating func append(_ scalar: Unicode.Scalar, _ bytes: Range<Int>) {
        scalars.append(scalar)
        starts.append(Int32(bytes.lowerBound))
        ends.append(Int32(bytes.upperBound))
    }

    /// The segments of the run, with the marks that stand in each.
    func segments(_ splitter: SentenceSplitter, limit: SegmentLimit?) -> [MarkedSegment] {
        // White space is all the same in HTML, and ends no sentence.
        let text = ScalarText(scalars.map { $0.endsLine || $0 == "\t" ? " " : $0 })
        let line = text.trimmed(0..<text.count)
        guard !line.isEmpty else { return [] }
        let ends = splitter.ends(in: text.string(0..<text.count), text)
        let segmenter = Segmenter(text: text, ends: ends, splitter: splitter, limit: limit)
        var segments: [MarkedSegment] = []
        var mark = 0
        for part in segmenter.segments(of: line) {
            while mark < marks.count, marks[mark].position < part.range.lowerBound { mark += 1 }
            var end = mark
            while end < marks.count, marks[end].position <= part.range.upperBound { end += 1 }
            let own = marksWithin(part.range, among: mark..<end)
            segments.append(segment(part, marks: own, text: text))
            mark = own.upperBound
        }
        return segments
    }

    /// Leaves out what stands at a segment's ends and does not belong to an element within.
    private func marksWithin(_ range: Range<Int>, among candidates: Range<Int>) -> Range<Int> {
        var (start, end) = (candidates.lowerBound, candidates.upperBound)
        while start < end, marks[start].position == range.lowerBound,
            marks[start].kind != .opens || !(start + 1..<end).contains(marks[start].partner)
        {
            start += 1
        }
        while end > start, marks[end - 1].position == range.upperBound,
            marks[end - 1].kind != .closes || !(start..<end).contains(marks[end - 1].partner)
        {
            end -= 1
        }
        return start..<end
    }

    private func segment(_ part: Segmenter.Part, marks range: Range<Int>, text: ScalarText) -> MarkedSegment {
        var collector = MarkCollector(first: range.lowerBound)
        var mark = range.lowerBound
        for index in part.range.lowerBound...part.range.upperBound {
            while mark < range.upperBound, marks[mark].position == index {
                collector.append(
                    marks[mark], partners: range, run: self,
                    followedByWhite: index < scalars.count && text.scalars[index].isHTMLWhite)
                mark += 1
            }
            if index < part.range.upperBound { collector.append(text.scalars[index]) }
        }
        var start = Int(starts[part.range.lowerBound])
        var end = Int(ends[part.range.upperBound - 1])
        if let first = collector.marks.first { start = min(start, first.range.lowerBound) }
        if let last = collector.marks.last { end = max(end, last.range.upperBound) }
        return MarkedSegment(
            range: start..<end, text: collector.text, isTranslated: part.isTranslated, isCut: part.isCut,
            marks: collector.marks)
    }
}

/// A segment's text as a model reads it, with its marks.
struct MarkedSegment: Sendable {
    /// Bytes of the HTML text.
    let range: Range<Int>
    let text: [Unicode.Scalar]
    let isTranslated: Bool
    let isCut: Bool
    let marks: [InlineMark]
}

/// Puts text and marks in a row, with one space for any white space.
private struct MarkCollector {
    private let first: Int
    private(set) var text: [Unicode.Scalar] = []
    private(set) var marks: [InlineMark] = []

    init(first: Int) { self.first = first }

    mutating func append(_ scalar: Unicode.Scalar) {
        guard scalar.isHTMLWhite else { return text.append(scalar) }
        if let last = text.last, !last.isHTMLWhite { text.append(" ") }
    }

    mutating func append(_ mark: HTMLRun.Mark, partners: Range<Int>, run: HTMLRun, followedByWhite: Bool) {
        var range = mark.range
        // The space before what has no text goes with it, or two would become one.
        if mark.kind == .isEmpty, mark.hasContents || followedByWhite, text.last == " ",
            let start = whiteBefore(mark, run)
        {
            text.removeLast()
            range = start..<range.upperBound
        }
        let followsWord = mark.kind == .closes || (mark.kind == .isEmpty && text.last != " " && !text.isEmpty)
        marks.append(
            InlineMark(
                kind: mark.kind, range: range, position: text.count,
                partner: partners.contains(mark.partner) ? mark.partner - first : -1, followsWord: followsWord))
    }

    /// Where the white space before a mark begins, when no other mark stands in it.
    private func whiteBefore(_ mark: HTMLRun.Mark, _ run: HTMLRun) -> Int? {
        var index = mark.position
        while index > 0, run.scalars[index - 1].isHTMLWhite { index -= 1 }
        guard index > 0, index < mark.position else { return nil }
        let start = Int(run.starts[index])
        return marks.last.map { $0.range.upperBound <= start } ?? true ? start : nil
    }
}

extension Unicode.Scalar {
    fileprivate var isHTMLWhite: Bool {
        switch value {
        case 0x20, 0x09, 0x0A, 0x0C, 0x0D: true
        default: false
        }
    }
}
