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
        #expect(model.endID == model.id(of: Array("</s>".utf8)))
        #expect(model.beginID == nil && model.paddingID == nil)
    }

    @Test func offsetsPointIntoTheTextBeforeNormalization() throws {
        let text = Array("ﬁ  Ａ".utf8)
        let model = try model(.letters, "source.spm")
        let found = try #require(text.withUnsafeBufferPointer { model.encode($0) })
        #expect(found.map { String(decoding: $0.bytes, as: UTF8.self) } == ["f", "i", "▁", "a"])
        #expect(found.map(\.range) == [0..<0, 0..<3, 3..<5, 5..<8])
    }
}
