import Checkpoints
import TestSupport
import Testing

@testable import Tokenizers

/// Text that comes token by token is the text of all tokens.
@Suite struct TextStreamTests {
    static let names =
        PipelineReferenceTests.names.map { "pipelines/\($0)" }
        + TokenizerDirectory.all.map { "tokenizer-directories/\($0)" }
        + TokenizerFixture.allCases.map { "tokenizers/\($0.rawValue)" }

    private static func tokenizer(_ name: String) throws -> any Tokenizer {
        try #require(try TokenizerLoader.load(from: ModelDirectory(path: Fixtures.path(name))))
    }

    @Test(arguments: names)
    func piecesOfRandomIDsMakeTheWholeText(name: String) throws {
        let tokenizer = try Self.tokenizer(name)
        var random = SeededGenerator(7)
        for side in [TextSide.source, .target] {
            let size = Int32(tokenizer.vocabularySize(side: side))
            for length in Array(0...16) + [120] {
                let ids = (0..<length).map { _ in Int32.random(in: 0..<size, using: &random) }
                try Self.expectWholeText(of: ids, side, tokenizer)
                // The first ids are where special tokens, bytes and punctuation are.
                let low = (0..<length).map { _ in Int32.random(in: 0..<min(size, 300), using: &random) }
                try Self.expectWholeText(of: low, side, tokenizer)
            }
        }
    }

    @Test(arguments: names)
    func piecesOfTextsMakeTheWholeText(name: String) throws {
        let tokenizer = try Self.tokenizer(name)
        let listed = try #require(Fixtures.json("pipelines/texts.json")["texts"]?.elements).compactMap(\.string)
        for text in Self.texts + listed {
            for side in [TextSide.source, .target] {
                let ids = tokenizer.encode(text, side: side, addingSpecialTokens: true).map(\.id)
                try Self.expectWholeText(of: ids, side, tokenizer)
            }
        }
    }

    private static let texts = [
        "It 's the dog 's , is n't it ? I 've been there . ' They 're ' here !", "naïve 東京 🙂🏽 e\u{301} ﬁ",
        " leading and trailing  ", "do not do not", "a\u{85}b\u{3000}c\n\nd\t",
    ]

    @Test(arguments: names)
    func plainTextIsNotHeldBack(name: String) throws {
        let tokenizer = try Self.tokenizer(name)
        let ids = tokenizer.encode("he said the cat and the dog", side: .target, addingSpecialTokens: false).map(\.id)
        let whole = try tokenizer.decode(ids, side: .target).text
        var stream = tokenizer.textStream(side: .target)
        let streamed = try ids.map { try stream.append($0) }.joined()
        // A space at the end may be stripped, and the last piece may be waiting for one.
        let held = try tokenizer.decode(ids.suffix(2), side: .target).text.utf8.count + 1
        #expect(streamed.utf8.count >= whole.utf8.count - held, "\(streamed) of \(whole)")
    }

    @Test func incompleteCharacterWaits() throws {
        let tokenizer = try Self.tokenizer("pipelines/byte-level")
        let ids = tokenizer.encode("🙂", side: .target, addingSpecialTokens: false).map(\.id)
        var stream = tokenizer.textStream(side: .target)
        let pieces = try ids.map { try stream.append($0) }
        #expect(pieces.count > 1)
        // This tokenizer puts a space before the first word.
        #expect(pieces.filter { !$0.isEmpty && $0 != " " } == ["🙂"])
        #expect(pieces.last == "🙂")
        #expect(stream.finish() == "")
    }

    @Test func characterThatStaysIncompleteIsReplacedAtTheEnd() throws {
        let tokenizer = try Self.tokenizer("pipelines/byte-level")
        let ids = tokenizer.encode("🙂", side: .target, addingSpecialTokens: false).map(\.id).dropLast()
        var stream = tokenizer.textStream(side: .target)
        let pieces = try ids.map { try stream.append($0) }
        #expect(pieces.allSatisfy { $0.isEmpty || $0 == " " })
        #expect(stream.finish() == "\u{FFFD}")
    }

    @Test(arguments: names)
    func unknownIDIsRefusedAndForgotten(name: String) throws {
        let tokenizer = try Self.tokenizer(name)
        var stream = tokenizer.textStream(side: .target)
        let size = tokenizer.vocabularySize(side: .target)
        #expect(throws: TokenizerError.unknownID(Int32(size), vocabularySize: size)) {
            try stream.append(Int32(size))
        }
        #expect(throws: TokenizerError.self) { try stream.append(-1) }
        #expect(stream.finish() == "")
    }

    private static func expectWholeText(of ids: [Int32], _ side: TextSide, _ tokenizer: any Tokenizer) throws {
        let whole = try tokenizer.decode(ids, side: side).text
        var stream = tokenizer.textStream(side: side)
        let streamed = try ids.map { try stream.append($0) }.joined() + stream.finish()
        #expect(sameScalars(streamed, whole), "\(ids)")
    }
}

/// Decoders at work on pieces that come one by one make what they make of all.
@Suite struct DecodingStageTests {
    private static let mark = Array("▁".utf8), space = Array(" ".utf8)

    private static let decoders: [(name: String, decoder: any PieceDecoder)] = [
        ("space", SpaceDecoder()),
        ("word pieces", WordPieceDecoder(prefix: Array("##".utf8), cleansUp: false)),
        ("word pieces, cleaned up", WordPieceDecoder(prefix: Array("##".utf8), cleansUp: true)),
        ("suffix", SuffixDecoder(suffix: Array("</w>".utf8))),
        ("metaspace", MetaspaceDecoder(mark: mark, dropsFirst: true)),
        ("metaspace, first kept", MetaspaceDecoder(mark: mark, dropsFirst: false)),
        ("byte fallback", ByteFallbackDecoder()),
        ("byte level", ByteLevelDecoder()),
        ("strip", StripDecoder(content: space, startCount: 1, endCount: 2)),
        ("nothing", DecoderSequence(decoders: [])),
        (
            "Llama's",
            DecoderSequence(decoders: [
                ReplaceDecoder(pattern: .literal(mark), content: space), ByteFallbackDecoder(), FuseDecoder(),
                StripDecoder(content: space, startCount: 1, endCount: 0),
            ])
        ),
        (
            "stripped at both ends",
            DecoderSequence(decoders: [
                MetaspaceDecoder(mark: mark, dropsFirst: false), FuseDecoder(),
                StripDecoder(content: space, startCount: 2, endCount: 3),
            ])
        ),
        (
            "replaced as a whole",
            DecoderSequence(decoders: [FuseDecoder(), ReplaceDecoder(pattern: .literal(space + space), content: mark)])
        ),
        (
            "cleaned up as a whole",
            DecoderSequence(decoders: [FuseDecoder(), WordPieceDecoder(prefix: space, cleansUp: true)])
        ),
        (
            "suffix of the whole",
            DecoderSequence(decoders: [ByteLevelDecoder(), SuffixDecoder(suffix: Array("a".utf8))])
        ),
        ("bytes of the whole", DecoderSequence(decoders: [FuseDecoder(), ByteFallbackDecoder(), ByteLevelDecoder()])),
        (
            "sequence in a sequence",
            DecoderSequence(decoders: [
                DecoderSequence(decoders: [ByteFallbackDecoder(), FuseDecoder()]),
                MetaspaceDecoder(mark: mark, dropsFirst: true),
            ])
        ),
    ]

    private static let pieces =
        [
            "▁", "▁a", "a▁b", "##", "##a", " ", "  ", " a", "a ", "a", "é", "", "</w>", "a</w>", " n't", " ' ", "' ",
            "Ġ", "Ġa", "ð", "Ł",
        ]
        + ["<0xE2>", "<0x82>", "<0xAC>", "<0xF0>", "<0x41>", "<0x20>", "<0xFF>"]

    @Test(arguments: decoders.indices)
    func stageEqualsDecoder(index: Int) {
        let (name, decoder) = Self.decoders[index]
        var random = SeededGenerator(index)
        for round in 0..<600 {
            let pieces = (0..<round % 12).compactMap { _ in Self.pieces.randomElement(using: &random) }
            let bytes = pieces.map { Array($0.utf8) }
            var whole = DecodingText(bytes)
            decoder.decode(&whole)
            var stage = decoder.stage(ofOnePiece: false)
            let streamed = bytes.flatMap { stage.append($0) } + stage.finish()
            #expect(streamed.flatMap { $0 } == whole.joined.bytes, "\(name): \(pieces)")
        }
    }

    @Test func spacesAreCleanedUpInPartsAsInTheWhole() {
        var random = SeededGenerator(3)
        let parts = [
            " ", ".", "'", "n", "'t", " n", "'s", " '", "'m", "v", "e", "re", "'ve", "  ", "?", "é", " , ", " ' ",
        ]
        for round in 0..<2000 {
            let text = (0..<round % 14).compactMap { _ in parts.randomElement(using: &random) }
            let bytes = Array(text.joined().utf8)
            var whole = OwnedText(bytes, owners: bytes.map { _ in 0 })
            whole.cleanUpSpaces()
            var stream = SpaceCleanUpStream()
            let streamed = text.flatMap { stream.append(Array($0.utf8)) } + stream.finish()
            #expect(String(decoding: streamed, as: UTF8.self).utf8.elementsEqual(whole.string.utf8), "\(text)")
        }
    }
}
