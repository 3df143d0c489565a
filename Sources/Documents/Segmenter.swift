/// Cuts a line into segments, behind the bullets and numbers that stand before its text.
struct Segmenter {
    struct Part {
        /// Scalars of the text.
        let range: Range<Int>
        let isTranslated: Bool
        let isCut: Bool
    }

    private let text: ScalarText
    private let ends: [Bool]
    private let splitter: SentenceSplitter
    private let limit: SegmentLimit?
    private let markers: LineMarkers

    /// - ends: what `splitter.ends` says of the text.
    init(text: ScalarText, ends: [Bool], splitter: SentenceSplitter, limit: SegmentLimit?) {
        self.text = text
        self.ends = ends
        self.splitter = splitter
        self.limit = limit
        markers = LineMarkers(text: text.scalars, rules: splitter.rules)
    }

    /// - line: without white space at its ends.
    func segments(of line: Range<Int>) -> [Part] {
        let marker = markers.end(in: line)
        // Where numbers are ordinals, one within a line is a list's only when the line began with one.
        let isNumbered = marker.isNumbered || !splitter.rules.hasOrdinals
        var parts: [Part] = []
        for sentence in splitter.sentences(of: text, line: marker.end..<line.upperBound, ends: ends) {
            let hasMarker = isNumbered && sentence.lowerBound > marker.end
            let start = hasMarker ? markers.endOfNumber(in: sentence) : sentence.lowerBound
            parts += pieces(of: start..<sentence.upperBound)
        }
        return parts
    }

    private func pieces(of sentence: Range<Int>) -> [Part] {
        guard !sentence.isEmpty else { return [] }
        guard Untranslated.hasText(text.scalars[sentence]) else {
            return [Part(range: sentence, isTranslated: false, isCut: false)]
        }
        let pieces = limit.map { SentenceCutter(text: text, limit: $0).pieces(of: sentence) } ?? [sentence]
        return pieces.map { piece in
            Part(range: piece, isTranslated: Untranslated.hasText(text.scalars[piece]), isCut: pieces.count > 1)
        }
    }
}
