import Foundation
import Testing

@testable import Tokenizers

@Suite struct SentencePieceTests {
    private func model(_ fixture: TokenizerFixture, _ name: String) throws -> SentencePiece {
        try Data(contentsOf: URL(fileURLWithPath: "\(fixture.path)/\(name)")).withUnsafeBytes {
            try SentencePiece(serialized: $0, file: name)
        }
    }

    @Test func knowsWhatKindOfPieceAnIdIs() throws {
        let model = try model(.bytes, "target.spm")
        func kind(_ piece: String) -> SentencePiece.Kind { model.kind(of: model.id(of: Array(piece.utf8))) }
        #expect(kind("<unk>") == .unknown)
        #expect(kind("</s>") == .control)
        #expect(kind("<0x41>") == .byte)
        #expect(kind("<sep>") == .userDefined)
        #expect(kind("a") == .normal)
        #expect(kind("no such piece") == .unknown)
        #expect(model.kind(of: -1) == .unknown && model.kind(of: Int32(model.count)) == .unknown)
    }

    @Test func piecesAndIdsBelongTogether() throws {
        let model = try model(.shared, "source.spm")
        #expect(model.count > 100)
        for id in 0..<Int32(model.count) {
            let piece = try #require(model.piece(of: id))
            #expect(model.id(of: piece) == id)
        }
        #expect(model.piece(of: -1) == nil && model.piece(of: Int32(model.count)) == nil)
        #expect(model.id(of: Array("no such piece".utf8)) == model.unknownID)
        #expect(model.id(of: []) == model.unknownID)
    }

    @Test func offsetsPointIntoTheTextBeforeNormalization() throws {
        let text = Array("ﬁ  Ａ".utf8)
        let model = try model(.letters, "source.spm")
        let found = try #require(text.withUnsafeBufferPointer { model.encode($0) })
        #expect(found.map { String(decoding: $0.bytes, as: UTF8.self) } == ["f", "i", "▁", "a"])
        #expect(found.map(\.range) == [0..<0, 0..<3, 3..<5, 5..<8])
    }

    /// Long texts are cut around what the model knows nothing of; it must not show.
    @Test(arguments: [TokenizerFixture.shared, .letters, .bytes], ["source.spm", "target.spm"])
    func longTextsAreCutLikeShortOnes(fixture: TokenizerFixture, name: String) throws {
        let model = try model(fixture, name)
        func stretch(_ unit: String, _ count: Int) -> String { String(repeating: unit, count: count) }
        let text = Array(
            ("a word " + stretch("日本", 1000) + "ﬁ" + stretch("e\u{301}\u{300}", 700) + " then \t" + stretch("👨‍👩‍👧", 200)
                + stretch("ab c ", 400) + stretch("\u{1112}\u{1161}\u{11ab}", 600) + ".").utf8)
        try #require(text.count > 16_384)
        let long = try #require(text.withUnsafeBufferPointer { model.encode($0) })
        let whole = try #require(text.withUnsafeBufferPointer { model.encodeWhole($0) })
        #expect(long.map(\.id) == whole.map(\.id))
        #expect(long.map(\.range) == whole.map(\.range))
    }

    /// The library alone takes minutes for it.
    @Test(.timeLimit(.minutes(1))) func aMegabyteOfUnknownCharactersIsOnePiece() throws {
        let model = try model(.letters, "source.spm")
        let text = Array(String(repeating: "日本", count: 166_000).utf8)
        let pieces = try #require(text.withUnsafeBufferPointer { model.encode($0) })
        #expect(pieces.map(\.range) == [0..<text.count])
        #expect(pieces.map(\.id) == [model.unknownID])
    }
}
