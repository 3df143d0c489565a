import Testing

@testable import Tokenizers

/// Ids and texts against those of transformers.
@Suite struct MarianReferenceTests {
    @Test(arguments: TokenizerFixture.allCases)
    func encodesLikeTransformers(fixture: TokenizerFixture) throws {
        let tokenizer = try fixture.tokenizer()
        let golden = try fixture.golden()
        #expect(golden.encoded.count > 100)
        for example in golden.encoded {
            let source = tokenizer.encode(example.text, side: .source, addingSpecialTokens: true)
            #expect(source.map(\.id) == example.source, "source side of \(example.text.debugDescription)")
            let target = tokenizer.encode(example.text, side: .target, addingSpecialTokens: true)
            #expect(target.map(\.id) == example.target, "target side of \(example.text.debugDescription)")
        }
    }

    @Test(arguments: TokenizerFixture.allCases)
    func decodesLikeTransformers(fixture: TokenizerFixture) throws {
        let tokenizer = try fixture.tokenizer()
        let golden = try fixture.golden()
        #expect(golden.decoded.count > 60)
        for example in golden.decoded {
            let decoded = try tokenizer.decode(example.ids, side: .target)
            #expect(
                sameScalars(decoded.text, example.text),
                "\(example.ids): \(decoded.text.debugDescription) is not \(example.text.debugDescription)")
        }
    }

    @Test(arguments: TokenizerFixture.allCases)
    func leavesOutTheEndTokenOnRequest(fixture: TokenizerFixture) throws {
        let tokenizer = try fixture.tokenizer()
        for side in [TextSide.source, .target] {
            let with = tokenizer.encode("a word", side: side, addingSpecialTokens: true)
            let without = tokenizer.encode("a word", side: side, addingSpecialTokens: false)
            #expect(Array(with.dropLast()) == without)
            #expect(with.last == Token(id: 0, text: "</s>", range: nil, isSpecial: true))
        }
    }
}
