import Documents
import Testing

struct DocumentTests {
    private func document(_ text: String, _ language: String? = nil, limit: Int? = nil) throws -> Document {
        try Document(
            text, splitter: SentenceSplitter(language: language),
            limit: limit.map { SegmentLimit(tokens: $0) { $0.count } })
    }

    private func texts(_ text: String, _ language: String? = nil, limit: Int? = nil) throws -> [String] {
        let document = try document(text, language, limit: limit)
        return document.segments.map(document.text(of:))
    }

    @Test(arguments: [nil, "en", "de", "fr", "ja", "hi"]) func everythingBetweenSegmentsComesBack(language: String?)
        throws
    {
        var random = RandomText(seed: 7)
        let splitter = try SentenceSplitter(language: language)
        for _ in 0..<60 {
            let text = random.text(parts: random.number(in: 0...60))
            let limit = random.number(in: 1...30)
            for limit in [nil, SegmentLimit(tokens: limit) { $0.unicodeScalars.count }] {
                let document = try Document(text, splitter: splitter, limit: limit)
                let texts = document.segments.map(document.text(of:))
                #expect(Array(document.joined(texts).utf8) == Array(text.utf8))
                for (index, segment) in document.segments.enumerated() {
                    #expect(!segment.range.isEmpty)
                    #expect(index == 0 || document.segments[index - 1].range.upperBound <= segment.range.lowerBound)
                    let scalars = texts[index].unicodeScalars
                    #expect(
                        scalars.first?.properties.isWhitespace == false
                            && scalars.last?.properties.isWhitespace == false)
                    #expect(!scalars.contains("\n") && !scalars.contains("\u{2028}"))
                }
            }
        }
    }

    @Test func whatIsBetweenSegmentsIsNeverText() throws {
        var random = RandomText(seed: 8)
        let splitter = try SentenceSplitter(language: "en")
        for _ in 0..<60 {
            let document = try Document(random.text(parts: 40), splitter: splitter)
            for index in 0...document.segments.count {
                // A marker has three digits or one letter at most.
                let gap = document.gap(before: index).split(whereSeparator: \.isWhitespace)
                #expect(gap.allSatisfy { $0.unicodeScalars.filter(\.properties.isAlphabetic).count <= 1 }, "\(gap)")
            }
        }
    }

    @Test func bulletsNumbersAndHeadingsStandBetweenSegments() throws {
        let text = "# Title\n\n  - One. Two!\n  2) Three\n> a) Four\n\t• 3. Five 5\n- [ ] Six\n① Seven\n"
        let document = try document(text, "en")
        #expect(
            document.segments.map(document.text(of:)) == [
                "Title", "One.", "Two!", "Three", "Four", "Five 5", "Six", "Seven",
            ])
        #expect(document.gap(before: 3) == "\n  2) ")
        #expect(
            document.joined(["T", "1", "2", "3", "4", "5", "6", "7"])
                == "# T\n\n  - 1 2\n  2) 3\n> a) 4\n\t• 3. 5\n- [ ] 6\n① 7\n")
    }

    @Test func numbersThatAreNoMarkersStay() throws {
        #expect(try texts("3. Oktober 1990", "de") == ["3. Oktober 1990"])
        #expect(try texts("1984. It was cold.", "en") == ["1984.", "It was cold."])
        #expect(try texts("-5 degrees", "en") == ["-5 degrees"])
        #expect(try texts("1. Open it. 2. Close it.", "en") == ["Open it.", "Close it."])
    }

    @Test(
        arguments: [
            "12,345.67", "https://a.example/b?c=d", "(www.a.example)", "a.b@c.example", "mailto:a@b.example",
            "`let x = 1`", "``a ` b``", "😀 🎉", "—", "5 + 5 = 10",
            "{name}", "%s: %1$d", "<x id=\"1\"/>", "{{ user.name }}", "[1] https://a.example, b@c.example", "100％",
        ])
    func nothingToTranslatePassesAsItIs(text: String) throws {
        let segments = try document(text, "en").segments
        #expect(!segments.isEmpty && segments.allSatisfy { !$0.isTranslated }, "\(segments)")
    }

    @Test(arguments: [
        "a", "10 km", "See https://a.example", "`code` does it", "Hello {name}", "漢", "user@", "http:", "`open",
        "50%off", "a:b",
    ])
    func wordsAreTranslated(text: String) throws {
        #expect(try document(text, "en").segments.contains { $0.isTranslated })
    }

    @Test func aLongSentenceIsCutAtTheBestPlace() throws {
        #expect(
            try texts("One two three; four five, six seven", limit: 20) == ["One two three;", "four five, six seven"])
        #expect(try texts("One two, three four five six", limit: 12) == ["One two,", "three four", "five six"])
        #expect(try texts("abcdefghijkl", limit: 5) == ["abcde", "fghij", "kl"])
        #expect(try texts("今日は暑いので、外に出たくない", "ja", limit: 10) == ["今日は暑いので、", "外に出たくない"])
        let segments = try document("One two three; four. Five.", limit: 15).segments
        #expect(segments.map(\.isCut) == [true, true, false])
    }

    @Test func everyPieceFitsAndNoCharacterIsCut() throws {
        var random = RandomText(seed: 9)
        let splitter = try SentenceSplitter()
        for _ in 0..<60 {
            let tokens = random.number(in: 1...12)
            // At least one token, and more for a family than fit.
            let limit = SegmentLimit(tokens: tokens) { $0.unicodeScalars.count }
            let document = try Document(random.text(parts: 40), splitter: splitter, limit: limit)
            for segment in document.segments where segment.isTranslated {
                let text = document.text(of: segment)
                #expect(
                    text.unicodeScalars.count <= tokens || text.count == 1,
                    "\(text.unicodeScalars.map(\.value)) \(tokens)")
                #expect(text.unicodeScalars.first?.properties.generalCategory != .nonspacingMark || tokens == 0)
            }
        }
    }

    @Test func aLetterWithMarksWithoutEndIsCut() throws {
        let text = "a" + String(repeating: "\u{301}", count: 10_000)
        let document = try Document(
            text, splitter: SentenceSplitter(), limit: SegmentLimit(tokens: 5) { $0.unicodeScalars.count })
        #expect(document.segments.count > 100)
        #expect(document.segments.allSatisfy { $0.range.count <= 2 * 64 })
        #expect(document.joined(document.segments.map(document.text(of:))) == text)
    }

    @Test func aCounterIsNotAskedForMuchMoreThanAPiece() throws {
        let text = String(repeating: "word ", count: 20_000)
        var counted = 0
        let document = try Document(
            text, splitter: SentenceSplitter(language: "en"),
            limit: SegmentLimit(tokens: 100) {
                counted += $0.utf8.count
                return $0.utf8.count
            })
        #expect(document.segments.count >= 1_000 && document.segments.count < 1_400)
        #expect(counted < 20 * text.utf8.count)
    }
}
