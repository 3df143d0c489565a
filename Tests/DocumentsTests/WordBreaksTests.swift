import Documents
import Testing

struct WordBreaksTests {
    @Test(arguments: [
        ("Hello, world!", ["Hello", ",", "world", "!"]), ("", []), (" \t\n", []), ("  a  b ", ["a", "b"]),
        ("don't stop", ["don't", "stop"]), ("3.14 km/h", ["3.14", "km", "/", "h"]),
        ("naïve café", ["naïve", "café"]), ("e\u{301}te\u{301}", ["e\u{301}te\u{301}"]),
        ("👩‍👩‍👧 ok", ["👩‍👩‍👧", "ok"]), ("Привет, мир", ["Привет", ",", "мир"]), ("שלום עולם", ["שלום", "עולם"]),
    ])
    func wordsAreUnicodes(text: String, words: [String]) {
        let scalars = Array(text.unicodeScalars)
        let found = WordBreaks.words(of: text).map { String(String.UnicodeScalarView(scalars[$0])) }
        #expect(found == words)
    }

    /// These scripts put nothing between words: ICU has dictionaries of them.
    @Test(arguments: ["私は学生です", "我喜欢学习语言", "ฉันรักภาษาไทย"]) func dictionariesCutWhatHasNoSpaces(text: String) {
        let words = WordBreaks.words(of: text)
        #expect(words.count >= 3)
        #expect(words.allSatisfy { $0.count < text.unicodeScalars.count / 2 + 1 })
        #expect(words.first?.lowerBound == 0 && words.last?.upperBound == text.unicodeScalars.count)
        #expect(zip(words, words.dropFirst()).allSatisfy { $0.upperBound == $1.lowerBound })
    }
}
