import Documents
import TestSupport

/// Simple HTML, taken apart without the scanner under test.
enum HTMLText {
    /// Tags and comments, in order. No value of an attribute may have a ">".
    static func tags(of html: String) -> [String] {
        html.split(separator: "<", omittingEmptySubsequences: false).dropFirst().map {
            "<" + $0.prefix { $0 != ">" } + ">"
        }
    }

    static func withoutTags(_ html: String) -> String {
        var isTag = false
        return String(
            html.filter { character in
                if character == "<" { isTag = true }
                defer { if character == ">" { isTag = false } }
                return !isTag
            })
    }

    /// The id of each element with the id of the one around it. nil where the tags do not nest.
    static func parents(of html: String) -> [String: String]? {
        var parents: [String: String] = [:]
        var open: [String] = ["root"]
        for tag in tags(of: html) {
            let name = String(tag.dropFirst().prefix { $0 != " " && $0 != ">" })
            if name.hasPrefix("/") {
                guard let last = open.popLast(), last.hasPrefix(name.dropFirst() + " ") else { return nil }
            } else {
                guard parents.updateValue(open[open.count - 1], forKey: tag) == nil else { return nil }
                if name != "img" { open.append(String(tag.dropFirst().dropLast())) }
            }
        }
        return open == ["root"] ? parents : nil
    }
}

/// Translates word by word, and knows where each word came from.
enum WordTranslator {
    private static func words(of text: String) -> [(range: Range<Int>, text: String)] {
        var words: [(range: Range<Int>, text: String)] = []
        var start = 0
        for part in text.split(separator: " ", omittingEmptySubsequences: false) {
            let end = start + part.unicodeScalars.count
            if start < end { words.append((start..<end, String(part))) }
            start = end + 1
        }
        return words
    }

    private static func aligned(_ words: [(text: String, source: Range<Int>?)]) -> AlignedText {
        var text = ""
        var links: [WordLink] = []
        for word in words {
            if !text.isEmpty { text += " " }
            let start = text.unicodeScalars.count
            text += word.text
            if let source = word.source {
                links.append(WordLink(source: source, target: start..<text.unicodeScalars.count))
            }
        }
        return AlignedText(text, links: links)
    }

    static func capitals(_ text: String) -> AlignedText {
        aligned(words(of: text).map { ($0.text.uppercased(), $0.range) })
    }

    /// - translation: words with the number of the one that each came from, "casa:2".
    static func words(of text: String, _ translation: String) -> AlignedText {
        let source = words(of: text)
        return aligned(
            translation.split(separator: " ").map { word in
                let parts = word.split(separator: ":")
                return (String(parts[0]), parts.count > 1 ? Int(parts[1]).map { source[$0].range } : nil)
            })
    }

    /// Words in another order, some lost, some doubled, some from nowhere; the same for the same text.
    static func scrambled(_ text: String) -> AlignedText {
        var random = SeededGenerator(text.unicodeScalars.reduce(0) { ($0 &* 31 &+ Int($1.value)) & 0xFFFFFF })
        var words: [(text: String, source: Range<Int>?)] = words(of: text).map { ($0.text.uppercased(), $0.range) }
        for _ in 0..<Int.random(in: 0...words.count, using: &random) where words.count > 1 {
            let from = Int.random(in: 0..<words.count, using: &random)
            let to = Int.random(in: max(0, from - 3)...min(words.count - 1, from + 3), using: &random)
            words.swapAt(from, to)
        }
        words = words.flatMap { word -> [(text: String, source: Range<Int>?)] in
            switch Int.random(in: 0..<8, using: &random) {
            case 0: []
            case 1: [word, ("and", nil)]
            case 2: [word, word]
            case 3: [(word.text, nil)]
            default: [word]
            }
        }
        return aligned(words)
    }
}
