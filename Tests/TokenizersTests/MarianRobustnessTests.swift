import Testing

@testable import Tokenizers

@Suite struct MarianRobustnessTests {
    @Test(arguments: TokenizerFixture.allCases)
    func idsOutsideTheVocabularyAreRefused(fixture: TokenizerFixture) throws {
        let tokenizer = try fixture.tokenizer()
        for side in [TextSide.source, .target] {
            let size = tokenizer.vocabularySize(side: side)
            for id in [-1, Int32(size), .max, .min] {
                #expect(throws: TokenizerError.unknownID(id, vocabularySize: size)) {
                    try tokenizer.decode([0, id], side: side)
                }
            }
            #expect(try tokenizer.decode([Int32(size - 1)], side: side).tokens.count == 1)
        }
    }

    @Test(arguments: TokenizerFixture.allCases)
    func noIdsDecodeToNoText(fixture: TokenizerFixture) throws {
        #expect(try fixture.tokenizer().decode([], side: .target) == DecodedText(text: "", tokens: []))
    }

    @Test(arguments: TokenizerFixture.allCases, ["a", "ﬁ", "日本", "👨‍👩‍👧", "e\u{301}", "\u{0}", " a"])
    func aLongTextIsCut(fixture: TokenizerFixture, unit: String) throws {
        let text = String(repeating: unit, count: 4_000 / unit.utf8.count)
        let tokens = try fixture.tokenizer().encode(text, side: .source, addingSpecialTokens: false)
        #expect(tokens.last?.range?.upperBound ?? 0 <= text.unicodeScalars.count)
    }

    @Test(arguments: TokenizerFixture.allCases)
    func scalarsOfEveryBlockCanBeCut(fixture: TokenizerFixture) throws {
        let tokenizer = try fixture.tokenizer()
        for start in stride(from: UInt32(0), to: 0x11_0000, by: 0x400) {
            var text = String.UnicodeScalarView()
            text.append(contentsOf: stride(from: start, to: start + 0x400, by: 127).compactMap(Unicode.Scalar.init))
            for side in [TextSide.source, .target] {
                let tokens = tokenizer.encode(String(text), side: side, addingSpecialTokens: false)
                #expect(tokens.allSatisfy { $0.range.map { $0.upperBound <= text.count } == true })
            }
        }
    }

    @Test func oneTokenizerServesManyThreads() async throws {
        let tokenizer = try TokenizerFixture.bytes.tokenizer()
        let texts = try TokenizerFixture.bytes.golden().encoded
        await withTaskGroup(of: Bool.self) { group in
            for _ in 0..<4 {
                group.addTask {
                    texts.allSatisfy {
                        tokenizer.encode($0.text, side: .source, addingSpecialTokens: true).map(\.id) == $0.source
                    }
                }
            }
            for await isEqual in group { #expect(isEqual) }
        }
    }
}
