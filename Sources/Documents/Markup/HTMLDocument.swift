/// An HTML text as segments: sentences across inline tags, and on request the values of attributes that people read.
///
/// Nothing is reserialised: what is not translated comes back byte for byte, and broken HTML stays as broken as it
/// was.
package struct HTMLDocument: Sendable {
    package struct Segment: Sendable, Equatable {
        /// Bytes of the HTML text, tags within the segment among them.
        package let range: Range<Int>
        /// What is translated: no tags, references to characters resolved, one space for any white space.
        package let text: String
        /// False where there is nothing to translate.
        package let isTranslated: Bool
        /// Whether it is a piece of a sentence that was too long.
        package let isCut: Bool
    }

    /// Those of the text in order, then those of attributes.
    package let segments: [Segment]
    private let bytes: [UInt8]
    private let marked: [MarkedSegment]
    /// Of `segments`: those of the text.
    private let textCount: Int
    /// The signs around the values that the other segments are of.
    private let quotes: [UInt8?]

    /// - limit: sentences that are longer are cut at the best place; nil leaves them whole.
    /// - attributes: whether `alt`, `title` and `placeholder` are segments, too.
    package init(_ html: String, splitter: SentenceSplitter, limit: SegmentLimit? = nil, attributes: Bool = false)
        throws(DocumentError)
    {
        bytes = Array(html.utf8)
        guard bytes.count < Int32.max else { throw .tooLong(bytes: bytes.count) }
        let content = HTMLRuns(bytes)
        var marked = content.runs.flatMap { $0.segments(splitter, limit: limit) }
        textCount = marked.count
        var quotes: [UInt8?] = []
        for attribute in attributes ? content.attributes : [] {
            var value = HTMLRun()
            value.append(attribute.value, of: bytes, inAttribute: true)
            let segments = value.segments(splitter, limit: limit)
            marked += segments
            quotes += segments.map { _ in attribute.quote }
        }
        self.marked = marked
        self.quotes = quotes
        segments = marked.map {
            Segment(
                range: $0.range, text: String(String.UnicodeScalarView($0.text)), isTranslated: $0.isTranslated,
                isCut: $0.isCut)
        }
    }

    /// The HTML text with translations in the place of its segments.
    ///
    /// - translations: one for each segment; nil leaves it as it is.
    package func joined(_ translations: [AlignedText?]) -> String {
        precondition(translations.count == segments.count, "a translation for each segment")
        var output = Output(bytes: bytes, values: values(translations))
        var position = 0
        for (segment, translation) in zip(marked.prefix(textCount), translations) {
            output.copy(position..<segment.range.lowerBound)
            position = segment.range.upperBound
            guard let translation else {
                output.copy(segment.range)
                continue
            }
            write(translation, for: segment, to: &output)
        }
        output.copy(position..<bytes.count)
        return String(decoding: output.result, as: UTF8.self)
    }

    private func write(_ translation: AlignedText, for segment: MarkedSegment, to output: inout Output) {
        let scalars = Array(translation.text.unicodeScalars)
        let placement = TagPlacement(
            marks: segment.marks, links: translation.links, sourceCount: segment.text.count, targetCount: scalars.count)
        var position = 0
        for placed in placement.placed() {
            output.write(scalars[position..<placed.position])
            position = placed.position
            output.copy(segment.marks[placed.mark].range)
        }
        output.write(scalars[position...])
    }

    /// What stands in the place of values of attributes: ranges, ascending, with their new bytes.
    private func values(_ translations: [AlignedText?]) -> [(range: Range<Int>, bytes: [UInt8])] {
        var values: [(range: Range<Int>, bytes: [UInt8])] = []
        for index in textCount..<segments.count {
            guard let translation = translations[index] else { continue }
            let quote = quotes[index - textCount]
            let text = HTMLCharacters.escaped(translation.text, quote: quote ?? UInt8(ascii: "\""))
            values.append((marked[index].range, Array((quote == nil ? "\"\(text)\"" : text).utf8)))
        }
        return values
    }

    private struct Output {
        let bytes: [UInt8]
        let values: [(range: Range<Int>, bytes: [UInt8])]
        var result: [UInt8] = []

        /// Copies of the source, with the values of attributes that lie within.
        mutating func copy(_ range: Range<Int>) {
            var position = range.lowerBound
            var (low, high) = (0, values.count)
            while low < high {
                let middle = (low + high) / 2
                if values[middle].range.lowerBound < range.lowerBound { low = middle + 1 } else { high = middle }
            }
            while low < values.count, values[low].range.upperBound <= range.upperBound {
                result += bytes[position..<values[low].range.lowerBound]
                result += values[low].bytes
                position = values[low].range.upperBound
                low += 1
            }
            result += bytes[position..<range.upperBound]
        }

        mutating func write(_ text: ArraySlice<Unicode.Scalar>) {
            result += HTMLCharacters.escaped(String(String.UnicodeScalarView(text))).utf8
        }
    }
}
