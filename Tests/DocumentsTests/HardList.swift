import Documents
import TestSupport

/// Texts whose sentences are told apart by hand: Tests/Fixtures/sentences.
struct HardList {
    struct Text {
        let language: String
        let text: String
        /// Where each sentence but the first begins, in bytes.
        let starts: Set<Int>
    }

    let texts: [Text]

    static let languages = ["ar", "de", "en", "es", "fr", "hi", "it", "ja", "pl", "pt", "ru", "zh"]

    /// - half: "seen", which the rules were made with, or "unseen".
    init(half: String) throws {
        texts = try Self.languages.flatMap { language in
            let bytes = try Fixtures.bytes("sentences/\(half)/\(language).txt")
            return String(decoding: bytes, as: UTF8.self).split(separator: "\n").map { line in
                var text = ""
                var starts: Set<Int> = []
                for sentence in line.split(separator: "¦") {
                    if !text.isEmpty { starts.insert(text.utf8.count + sentence.prefix { $0.isWhitespace }.utf8.count) }
                    text += sentence
                }
                return Text(language: language, text: text, starts: starts)
            }
        }
    }

    struct Score {
        var found = 0
        var invented = 0
        var missed = 0
        var exact = 0
        var texts = 0

        /// The harmonic mean of precision and recall of the breaks.
        var f1: Double { Double(2 * found) / Double(2 * found + invented + missed) }
        var exactShare: Double { Double(exact) / Double(texts) }

        mutating func add(_ starts: Set<Int>, expected: Set<Int>) {
            found += starts.intersection(expected).count
            invented += starts.subtracting(expected).count
            missed += expected.subtracting(starts).count
            exact += starts == expected ? 1 : 0
            texts += 1
        }
    }

    /// Where the sentences begin that the splitter finds.
    static func starts(in text: Text, language: String?) throws -> Set<Int> {
        Set(try SentenceSplitter(language: language).sentences(of: text.text).dropFirst().map(\.lowerBound))
    }

    /// - knownLanguage: whether the splitter is told it.
    func scores(knownLanguage: Bool) throws -> [String: Score] {
        var scores: [String: Score] = [:]
        for text in texts {
            let starts = try Self.starts(in: text, language: knownLanguage ? text.language : nil)
            scores[text.language, default: Score()].add(starts, expected: text.starts)
            scores["all", default: Score()].add(starts, expected: text.starts)
        }
        return scores
    }
}
