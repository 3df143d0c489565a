/// A text as segments, lines first and then sentences. What stands between segments (line ends, indentation, bullets,
/// numbering, white space) belongs to none and comes back as it was.
package struct Document: Sendable {
    package let text: String
    /// In order, without overlaps.
    package let segments: [Segment]

    /// - limit: sentences that are longer are cut at the best place; nil leaves them whole.
    package init(_ text: String, splitter: SentenceSplitter, limit: SegmentLimit? = nil) throws(DocumentError) {
        guard text.utf8.count < Int32.max else { throw .tooLong(bytes: text.utf8.count) }
        self.text = text
        let scalars = ScalarText(text)
        let ends = splitter.ends(in: text, scalars)
        let segmenter = Segmenter(text: scalars, ends: ends, splitter: splitter, limit: limit)
        segments = scalars.lines.flatMap { segmenter.segments(of: scalars.trimmed($0)) }.map {
            Segment(range: scalars.bytes($0.range), isTranslated: $0.isTranslated, isCut: $0.isCut)
        }
    }

    package func text(of segment: Segment) -> String { string(segment.range) }

    /// What stands before a segment, or behind the last where `index` is their number.
    package func gap(before index: Int) -> String {
        let start = index > 0 ? segments[index - 1].range.upperBound : 0
        let end = index < segments.count ? segments[index].range.lowerBound : text.utf8.count
        return string(start..<end)
    }

    /// The document with other texts for its segments.
    ///
    /// - texts: one for each segment.
    package func joined(_ texts: [String]) -> String {
        precondition(texts.count == segments.count, "a text for each segment")
        var result = ""
        for (index, text) in texts.enumerated() {
            result += gap(before: index)
            result += text
        }
        return result + gap(before: segments.count)
    }

    private func string(_ range: Range<Int>) -> String {
        let start = text.utf8.index(text.startIndex, offsetBy: range.lowerBound)
        return String(text[start..<text.utf8.index(start, offsetBy: range.count)])
    }
}
