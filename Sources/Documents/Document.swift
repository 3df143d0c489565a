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
        let markers = LineMarkers(text: scalars.scalars, rules: splitter.rules)
        var segments: [Segment] = []
        for line in scalars.lines {
            let line = scalars.trimmed(line)
            let marker = markers.end(in: line)
            let isNumbered = marker.isNumbered || !splitter.rules.hasOrdinals
            for sentence in splitter.sentences(of: scalars, line: marker.end..<line.upperBound, ends: ends) {
                let start =
                    isNumbered && sentence.lowerBound > marker.end
                    ? markers.endOfNumber(in: sentence) : sentence.lowerBound
                segments += Self.segments(of: start..<sentence.upperBound, in: scalars, limit: limit)
            }
        }
        self.segments = segments
    }

    private static func segments(of sentence: Range<Int>, in text: ScalarText, limit: SegmentLimit?) -> [Segment] {
        guard !sentence.isEmpty else { return [] }
        guard Untranslated.hasText(text.scalars[sentence]) else {
            return [Segment(range: text.bytes(sentence), isTranslated: false, isCut: false)]
        }
        let pieces = limit.map { SentenceCutter(text: text, limit: $0).pieces(of: sentence) } ?? [sentence]
        return pieces.map { piece in
            Segment(
                range: text.bytes(piece), isTranslated: Untranslated.hasText(text.scalars[piece]),
                isCut: pieces.count > 1)
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
