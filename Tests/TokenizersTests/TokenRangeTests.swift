import Foundation
import Testing

@testable import Tokenizers

@Suite struct TokenRangeTests {
    private func ranges(_ tokens: [Token]) -> [Range<Int>?] { tokens.map(\.range) }

    @Test(arguments: TokenizerFixture.allCases)
    func rangesOfATextAreInBoundsAndNeverStepBack(fixture: TokenizerFixture) throws {
        let tokenizer = try fixture.tokenizer()
        for text in try fixture.golden().encoded.map(\.text) {
            for side in [TextSide.source, .target] {
                var previous = 0..<0
                for token in tokenizer.encode(text, side: side, addingSpecialTokens: false) {
                    let range = try #require(token.range, "\(text.debugDescription): \(token)")
                    #expect(range.upperBound <= text.unicodeScalars.count)
                    #expect(range.lowerBound >= previous.lowerBound && range.upperBound >= previous.upperBound)
                    previous = range
                }
            }
        }
    }

    /// A token's piece is what normalization makes of its range, up to case and to marks that are attached to neighbours.
    @Test(arguments: TokenizerFixture.allCases)
    func rangesHoldWhatTheTokenShows(fixture: TokenizerFixture) throws {
        let tokenizer = try fixture.tokenizer()
        var compared = 0
        for text in try fixture.golden().encoded.map(\.text) {
            let scalars = Array(text.unicodeScalars)
            for token in tokenizer.encode(text, side: .source, addingSpecialTokens: false) where token.text != " " {
                let range = try #require(token.range)
                var covered = String.UnicodeScalarView()
                covered.append(contentsOf: scalars[range])
                if token.text.hasPrefix("<0x") { continue }
                let normalized = Self.folded(String(covered))
                let shown = Self.folded(token.text)
                #expect(
                    shown.isEmpty || normalized.contains(shown) || (shown.contains(normalized) && !normalized.isEmpty),
                    "\(text.debugDescription): \(token), covering \(String(covered).debugDescription)")
                compared += 1
            }
        }
        #expect(compared > 500)
    }

    private static func folded(_ text: String) -> String {
        let scalars = text.precomposedStringWithCompatibilityMapping.lowercased().unicodeScalars
        return String(String.UnicodeScalarView(scalars.filter { !$0.isBlank && $0 != spaceMark && $0 != "\u{FFFD}" }))
            .precomposedStringWithCompatibilityMapping.replacingOccurrences(of: "ς", with: "σ")
    }

    @Test func everyLetterOfAWordHasItsOwnRange() throws {
        let tokens = try TokenizerFixture.letters.tokenizer().encode(
            "Attention", side: .source, addingSpecialTokens: true)
        #expect(tokens.map(\.text) == ["a", "t", "t", "e", "n", "t", "i", "o", "n", "</s>"])
        #expect(ranges(tokens) == (0..<9).map { $0..<$0 + 1 } + [nil])
    }

    @Test func rangesStartAfterTheSpaceBeforeAWord() throws {
        let tokens = try TokenizerFixture.letters.tokenizer().encode(
            "AH  T\tEH ", side: .target, addingSpecialTokens: false)
        #expect(tokens.map(\.text) == ["AH", "T\tEH"])
        #expect(ranges(tokens) == [0..<2, 4..<8])
    }

    @Test func piecesOfOneCharacterShareItsRange() throws {
        let letters = try TokenizerFixture.letters.tokenizer().encode("aﬁb", side: .source, addingSpecialTokens: false)
        #expect(letters.map(\.text) == ["a", "f", "i", "b"])
        #expect(ranges(letters) == [0..<1, 1..<2, 1..<2, 2..<3])

        let bytes = try TokenizerFixture.bytes.tokenizer().encode("😀", side: .source, addingSpecialTokens: false)
        #expect(bytes.map(\.text) == [" ", "<0xF0>", "<0x9F>", "<0x98>", "<0x80>"])
        #expect(ranges(bytes) == [0..<0, 0..<1, 0..<1, 0..<1, 0..<1])
    }

    /// SentencePiece gives "▁f" nothing but the space before the ligature.
    @Test func aPieceThatEndsWithinACharacterCoversIt() throws {
        let tokens = try TokenizerFixture.shared.tokenizer().encode("a ﬂow", side: .source, addingSpecialTokens: false)
        #expect(tokens.map(\.text) == ["a", "f", "l", "ow"])
        #expect(ranges(tokens) == [0..<1, 2..<3, 2..<3, 3..<5])
    }

    @Test func offsetsCountScalarsNotBytes() throws {
        let tokens = try TokenizerFixture.letters.tokenizer().encode("é😀a", side: .source, addingSpecialTokens: false)
        #expect(tokens.map(\.text) == ["é😀", "a"])
        #expect(ranges(tokens) == [0..<2, 2..<3])
        #expect(tokens[0].id == 1 && !tokens[0].isSpecial)
    }

    @Test func literalsAndLanguageCodesKeepTheirPlace() throws {
        let tokenizer = try TokenizerFixture.shared.tokenizer()
        let tokens = tokenizer.encode(">>fra<< a</s> b", side: .source, addingSpecialTokens: false)
        #expect(tokens.map(\.text) == [">>fra<<", "a", "</s>", "b"])
        #expect(ranges(tokens) == [0..<7, 8..<9, 9..<13, 14..<15])
        #expect(tokens.map(\.isSpecial) == [false, false, true, false])
    }

    @Test(arguments: TokenizerFixture.allCases)
    func decodedTokensPointIntoTheText(fixture: TokenizerFixture) throws {
        let tokenizer = try fixture.tokenizer()
        for example in try fixture.golden().decoded {
            let decoded = try tokenizer.decode(example.ids, side: .target)
            #expect(decoded.tokens.map(\.id) == example.ids)
            var previous = 0..<0
            for token in decoded.tokens {
                #expect((token.range == nil) == token.isSpecial)
                guard let range = token.range else { continue }
                #expect(range.upperBound <= decoded.text.unicodeScalars.count)
                #expect(range.lowerBound >= previous.lowerBound && range.upperBound >= previous.upperBound)
                previous = range
            }
        }
    }

    @Test func decodedWordsHaveTheirRanges() throws {
        let tokenizer = try TokenizerFixture.letters.tokenizer()
        let ids = tokenizer.encode("AH T EH N SH AH N", side: .target, addingSpecialTokens: true).map(\.id)
        let decoded = try tokenizer.decode(ids, side: .target)
        #expect(decoded.text == "AH T EH N SH AH N")
        #expect(decoded.tokens.map(\.text) == ["AH", "T", "EH", "N", "SH", "AH", "N", "</s>"])
        #expect(ranges(decoded.tokens) == [0..<2, 3..<4, 5..<7, 8..<9, 10..<12, 13..<15, 16..<17, nil])
    }

    @Test func decodedBytesOfACharacterShareItsRange() throws {
        let tokenizer = try TokenizerFixture.bytes.tokenizer()
        let ids = tokenizer.encode("a😀", side: .target, addingSpecialTokens: false).map(\.id)
        let decoded = try tokenizer.decode(ids, side: .target)
        #expect(decoded.text == "a😀")
        #expect(ranges(decoded.tokens) == [0..<1, 1..<2, 1..<2, 1..<2, 1..<2])
    }

    @Test func cleaningUpSpacesKeepsRangesTrue() throws {
        let tokenizer = try TokenizerFixture.bytes.tokenizer()
        let ids = tokenizer.encode("mot . mot", side: .target, addingSpecialTokens: false).map(\.id)
        let decoded = try tokenizer.decode(ids, side: .target)
        #expect(decoded.text == "mot. mot")
        let scalars = Array(decoded.text.unicodeScalars)
        for token in decoded.tokens {
            let range = try #require(token.range)
            #expect(String(String.UnicodeScalarView(scalars[range])) == (token.text == " " ? "" : token.text))
        }
    }
}
