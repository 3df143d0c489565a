import Testing

@testable import Tokenizers

@Suite struct LanguageTests {
    /// A token a scalar, with the scalar's value as its id.
    private struct ScalarTokenizer: Tokenizer {
        func encode(_ text: String, side: TextSide, addingSpecialTokens: Bool) -> [Token] {
            text.unicodeScalars.enumerated().map { index, scalar in
                Token(id: Int32(scalar.value), text: String(scalar), range: index..<index + 1, isSpecial: false)
            }
        }
        func decode(_ ids: [Int32], side: TextSide) throws(TokenizerError) -> DecodedText {
            DecodedText(text: "", tokens: [])
        }
        func vocabularySize(side: TextSide) -> Int { 1000 }
    }

    private func tokenizer(
        _ place: TokenizerLanguages.Place, _ layout: MultilingualTokenizer.SourceLayout,
        defaultSource: String? = "en", defaultTarget: String? = nil
    ) -> MultilingualTokenizer {
        MultilingualTokenizer(
            base: ScalarTokenizer(),
            languages: TokenizerLanguages(
                [("en", 900), ("ro", 901)], place: place, defaultSource: defaultSource, defaultTarget: defaultTarget),
            sourceLayout: layout, end: ("</s>", 2), unknown: ("<unk>", 3))
    }

    private func ids(
        _ tokenizer: MultilingualTokenizer, _ side: TextSide, source: String? = nil, target: String? = nil
    ) -> [Int32] {
        let languages = LanguagePair(source: source, target: target)
        return tokenizer.encode("a", side: side, languages: languages, addingSpecialTokens: true).map(\.id)
    }

    @Test func aPrefixedLanguageComesBeforeSourceAndTarget() {
        let tokenizer = tokenizer(.forcedFirst, .languageFirst)
        #expect(ids(tokenizer, .source, source: "ro") == [901, 97, 2])
        #expect(ids(tokenizer, .target, source: "en", target: "ro") == [901, 97, 2])
    }

    @Test func aTargetWithoutLanguageIsInTheSourcesLanguage() {
        #expect(ids(tokenizer(.forcedFirst, .languageFirst), .target, source: "ro") == [901, 97, 2])
        #expect(ids(tokenizer(.forcedFirst, .languageFirst), .target) == [900, 97, 2])
        #expect(ids(tokenizer(.forcedFirst, .languageFirst, defaultTarget: "ro"), .target) == [901, 97, 2])
    }

    @Test func aSuffixedLanguageFollowsTheEndOfTheSource() {
        #expect(ids(tokenizer(.decoderStart, .languageLast), .source, source: "ro") == [97, 2, 901])
        #expect(ids(tokenizer(.forcedFirst, .languageLast), .source) == [97, 2, 900])
    }

    @Test func aTargetThatTheDecoderStartsInDoesNotRepeatItsLanguage() {
        #expect(ids(tokenizer(.decoderStart, .languageLast), .target, target: "ro") == [97, 2])
    }

    @Test func anUnknownCodeStandsForTheDefault() {
        #expect(ids(tokenizer(.forcedFirst, .languageFirst), .source, source: "xx") == [900, 97, 2])
    }

    @Test func aDefaultThatTheVocabularyLacksIsTheUnknownToken() {
        let tokenizer = tokenizer(.forcedFirst, .languageFirst, defaultSource: "xx")
        #expect(tokenizer.languages?.defaultSource == nil)
        #expect(ids(tokenizer, .source) == [3, 97, 2])
    }

    @Test func addedTokensStandForNothingInTheText() {
        let tokens = tokenizer(.forcedFirst, .languageFirst).encode("a", side: .source, addingSpecialTokens: true)
        #expect(tokens.map(\.range) == [nil, 0..<1, nil])
        #expect(tokens.map(\.isSpecial) == [true, false, true])
        #expect(tokens.map(\.text) == ["en", "a", "</s>"])
    }

    @Test func withoutSpecialTokensThereIsNoLanguage() {
        let tokens = tokenizer(.forcedFirst, .languageFirst).encode(
            "a", side: .source, languages: LanguagePair(source: "ro"), addingSpecialTokens: false)
        #expect(tokens.map(\.id) == [97])
    }

    @Test func aTargetLanguageIsPlacedAsItsFamilyWants() {
        #expect(tokenizer(.forcedFirst, .languageFirst).languages?.placement(ofTarget: "ro") == .forcedFirst(901))
        #expect(tokenizer(.decoderStart, .languageLast).languages?.placement(ofTarget: "ro") == .decoderStart(901))
        #expect(tokenizer(.decoderStart, .languageLast).languages?.placement(ofTarget: "xx") == nil)
    }

    @Test func marianListsTheLanguagesOfItsVocabulary() throws {
        let languages = try #require(try TokenizerFixture.shared.tokenizer().languages)
        #expect(languages.targets == ["fra", "deu"])
        #expect(languages.sources.isEmpty && languages.defaultSource == nil && languages.defaultTarget == nil)
        #expect(languages.placement(ofTarget: "deu") == languages.token(of: "deu").map { .beforeSource($0) })
        #expect(try TokenizerFixture.letters.tokenizer().languages == nil)
    }

    @Test func marianPutsTheTargetLanguageBeforeTheSource() throws {
        let tokenizer = try TokenizerFixture.shared.tokenizer()
        let named = tokenizer.encode(
            "a word", side: .source, languages: LanguagePair(target: "fra"), addingSpecialTokens: true)
        let spelled = tokenizer.encode(">>fra<<a word", side: .source, addingSpecialTokens: true)
        #expect(named.map(\.id) == spelled.map(\.id))
        #expect(named.first == Token(id: spelled[0].id, text: ">>fra<<", range: nil, isSpecial: true))
        #expect(named[1].range == 0..<1)
        let target = tokenizer.encode(
            "a word", side: .target, languages: LanguagePair(target: "fra"), addingSpecialTokens: true)
        #expect(target == tokenizer.encode("a word", side: .target, addingSpecialTokens: true))
    }
}
