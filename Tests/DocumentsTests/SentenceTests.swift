import Documents
import Testing

struct SentenceTests {
    private func sentences(_ text: String, _ language: String? = nil) throws -> [String] {
        let bytes = Array(text.utf8)
        return try SentenceSplitter(language: language).sentences(of: text).map {
            String(decoding: bytes[$0], as: UTF8.self)
        }
    }

    /// The bar stands between sentences.
    @Test(
        arguments: [
            ("en", "Dr. Smith came.| He sat down."),
            ("en", "He lives in the U.S. now.| She lives in the U.S.| They met in the U.S. Senate."),
            ("en", "“Is it you?” Anna asked.| “It is.”| She laughed."),
            ("en", "Edit it.| config.yaml is there.| iPhone users know."),
            ("en", "So it ends…| Then it begins.| Or… not."),
            ("en", "Yahoo! is a name.| Is it?| Yes."),
            ("en", "I ❤️ Rome.| See you 😀| Bye."),
            ("de", "Er kam z. B. am 3. Oktober.| Dr. Müller auch.| Es waren 12.| Dann ging er."),
            ("de", "»Halt!«, rief er.| »Warum?« fragte sie."),
            ("de", "Karl V. regierte.| Der 2. Weltkrieg endete 1945.| Er war da."),
            ("fr", "« Vraiment ? » dit M. Dupont.| Elle rit."),
            ("es", "—¿Vienes? —preguntó.| ¡No!| ¿Y EE. UU.?"),
            ("pl", "Jest w r. 1900.| Prof. Kowalski był 3. raz."),
            ("ru", "И т. д.| А. С. Пушкин жил в г. Москве."),
            ("ja", "「はい！」と言った。|「うん。そう。」|次。"),
            ("zh", "“你来吗？”她问。|不。"),
            ("hi", "नमस्ते।| क्या?"), ("ar", "هل تعرف؟| نعم."),
            ("hy", "Բարև։| Ինչպե՞ս ես։"), ("my", "နေကောင်းလား။| ကောင်းပါတယ်။"),
        ])
    func endsWhereAReaderWouldEndThem(language: String, text: String) throws {
        let expected = text.split(separator: "|").map { $0.trimmingPrefix { $0 == " " } }.map(String.init)
        #expect(try sentences(text.replacing("|", with: ""), language) == expected)
    }

    @Test(
        arguments: [
            "See https://a.example/?q=b for it.", "Version 2.0 and 3.5 cost $4.50.", "It is in a.b/c.d?e=f. g",
            "1. Open it.", "a) Open it.",
            "Mr. J. R. R. Tolkien", "...", "?", "“", ". . .", "1.", "「", "」",
        ])
    func staysWhole(text: String) throws {
        #expect(try sentences(text, "en") == [text])
    }

    @Test func linesEndSentencesAndWhiteSpaceBelongsToNone() throws {
        #expect(try sentences(" One\r\n\r\n\ttwo \u{2028}three.\u{A0} Four\u{B}") == ["One", "two", "three.", "Four"])
        #expect(try sentences("").isEmpty)
        #expect(try sentences(" \n\t ").isEmpty)
    }

    @Test(arguments: [("de", "de"), ("deu_Latn", "de"), ("de-AT", "de"), ("de_CH", "de")])
    func languagesAreNamedInSeveralWays(name: String, language: String) throws {
        let text = "Im 18. Jahrhundert, inkl. Dänemark."
        #expect(try sentences(text, name) == [text])
    }

    @Test(arguments: [nil, "", "xx", "not a language", "zz_ZZZZ-1", "ů"]) func unknownLanguagesHaveTheCommonRules(
        name: String?
    ) throws {
        #expect(try sentences("Dr. Smith came. He left.", name) == ["Dr. Smith came.", "He left."])
    }
}
