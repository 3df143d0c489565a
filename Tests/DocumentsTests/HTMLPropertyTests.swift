import Documents
import TestSupport
import Testing

struct HTMLPropertyTests {
    /// Documents whose tags nest, each with an id of its own.
    private struct RandomHTML {
        var random: SeededGenerator
        var number = 0

        init(seed: Int) { random = SeededGenerator(seed) }

        mutating func inline(depth: Int) -> String {
            var html = ""
            for _ in 0..<Int.random(in: 0...6, using: &random) {
                switch Int.random(in: 0..<10, using: &random) {
                case 0...4:
                    html +=
                        ["word ", "more ", " x", "Dr. ", "end. ", "What? ", "y", "&amp; ", "é "].randomElement(
                            using: &random) ?? ""
                case 5: html += [" ", "\n", "  \n "].randomElement(using: &random) ?? ""
                case 6:
                    number += 1
                    html += "<img id=\(number)>"
                default:
                    guard depth > 0 else { continue }
                    number += 1
                    let name = ["b", "i", "a", "span"].randomElement(using: &random) ?? "b"
                    html += "<\(name) id=\(number)>\(inline(depth: depth - 1))</\(name)>"
                }
            }
            return html
        }

        mutating func document() -> String {
            var html = ""
            for _ in 0..<Int.random(in: 1...4, using: &random) {
                number += 1
                let name = ["p", "div", "li", "td"].randomElement(using: &random) ?? "p"
                html += "<\(name) id=\(number)>\(inline(depth: 4))</\(name)>"
            }
            return html
        }
    }

    private func translated(_ html: String, _ splitter: SentenceSplitter, limit: SegmentLimit? = nil) throws -> String {
        let document = try HTMLDocument(html, splitter: splitter, limit: limit)
        return document.joined(document.segments.map { WordTranslator.scrambled($0.text) })
    }

    /// Without white space beside block tags: what has no text may take a space with it to a segment's end.
    private func collapsed(_ html: String) -> String {
        html.split(whereSeparator: \.isWhitespace).joined(separator: " ").replacing("> ", with: ">").replacing(
            " <", with: "<")
    }

    private static let inlineNames = ["b", "i", "a", "span", "img"]

    private func withoutInlineTags(_ html: String) -> String {
        var html = html
        for tag in HTMLText.tags(of: html)
        where Self.inlineNames.contains(String(tag.drop { $0 == "<" || $0 == "/" }.prefix { $0.isLetter })) {
            html = html.replacing(tag, with: "", maxReplacements: 1)
        }
        return html
    }

    @Test func tagsAreThoseOfTheInputWithTheSameNesting() throws {
        let splitter = try SentenceSplitter(language: "en")
        var random = RandomHTML(seed: 11)
        for _ in 0..<150 {
            let html = random.document()
            let output = try translated(html, splitter)
            let parents = try #require(HTMLText.parents(of: html))
            #expect(HTMLText.parents(of: output) == parents, "\(html)\n\(output)")
        }
    }

    @Test func withoutInlineTagsItIsTheTranslationOfTheTextWithoutThem() throws {
        let splitter = try SentenceSplitter(language: "en")
        var random = RandomHTML(seed: 12)
        for _ in 0..<150 {
            let html = random.document()
            let output = try translated(html, splitter)
            let plain = try translated(withoutInlineTags(html), splitter)
            #expect(collapsed(withoutInlineTags(output)) == collapsed(plain), "\(html)\n\(output)\n\(plain)")
        }
    }

    @Test func cutSentencesKeepTheirTagsToo() throws {
        let splitter = try SentenceSplitter(language: "en")
        var random = RandomHTML(seed: 13)
        for _ in 0..<100 {
            let html = random.document()
            let output = try translated(html, splitter, limit: SegmentLimit(tokens: 8) { $0.count })
            #expect(HTMLText.parents(of: output) == HTMLText.parents(of: html), "\(html)\n\(output)")
        }
    }

    /// Whatever it is: what is not translated comes back byte for byte, and tags are neither lost nor doubled.
    @Test func anyTextComesBack() throws {
        let parts = [
            "<", ">", "</", "/>", "<b>", "</b>", "<i ", "</i", "<p>", "</p>", "<!--", "-->", "--", "<!", "<?", "\"",
            "'", "=", " ", " ", "\n", "word",
            "end. ", "A", "&", "&amp;", "&#", "&lt", ";", "<code>", "</code>", "<script>", "</script>", "</title>",
            "<svg>", "</svg>",
            "<![CDATA[", "]]>", "<textarea>", "</textarea>", "<br>", "<img alt=\"a b\">",
            "<a title='x y' translate=no>", "</a>", "\0", "é", "😀", "<x/>",
        ]
        let splitter = try SentenceSplitter()
        var random = SeededGenerator(14)
        for _ in 0..<400 {
            let html = (0..<Int.random(in: 0...30, using: &random)).map { _ in parts.randomElement(using: &random) ?? ""
            }.joined()
            let document = try HTMLDocument(html, splitter: splitter, attributes: true)
            #expect(Array(document.joined(document.segments.map { _ in nil }).utf8) == Array(html.utf8))
            var rest = html.utf8.count
            for segment in document.segments {
                #expect(!segment.range.isEmpty && segment.range.upperBound <= html.utf8.count)
                rest -= segment.range.count
            }
            let output = document.joined(document.segments.map { WordTranslator.scrambled($0.text) })
            for tag in ["<b>", "</b>", "<br>", "<x/>", "<p>", "<code>"] {
                #expect(count(of: tag, in: output) == count(of: tag, in: html), "\(html)\n→\n\(output)")
            }
        }
    }

    private func count(of part: String, in text: String) -> Int { text.ranges(of: part).count }
}
