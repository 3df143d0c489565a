import Foundation
import Testing

@testable import Tokenizers

@Suite struct TruncationTests {
    private func token(_ id: Int32, inText: Bool = true) -> Token {
        Token(id: id, text: "[SEP]", range: inText ? 0..<1 : nil, isSpecial: true)
    }

    @Test func onlyWhatSurroundsATextIsKept() {
        let tokens = [token(0, inText: false), token(1), token(2), token(3), token(4, inText: false)]
        #expect(TruncationSide.right.truncated(tokens, to: 4)?.map(\.id) == [0, 1, 2, 4])
        #expect(TruncationSide.left.truncated(tokens, to: 3)?.map(\.id) == [0, 3, 4])
        #expect(TruncationSide.left.truncated(tokens, to: 2)?.map(\.id) == [0, 4])
        #expect(TruncationSide.right.truncated(tokens, to: 1) == nil)
        #expect(TruncationSide.left.truncated(tokens, to: 5)?.count == 5)
        #expect(TruncationSide.left.truncated([token(0, inText: false)], to: 0) == nil)
    }

    /// Of tokenizers of every kind.
    @Test(arguments: ["m2m100", "mbart", "nllb", "t5", "roberta"])
    func theSideIsReadFromTheSettings(name: String) throws {
        let directory = TokenizerDirectory(name: name)
        #expect(try directory.tokenizer().truncationSide == .right)
        func side(_ value: String) throws -> TruncationSide? {
            try directory.withEditedCopy { copy in
                let url = copy.appendingPathComponent("tokenizer_config.json")
                let text = try String(contentsOf: url, encoding: .utf8)
                let edited = text.replacing("{", with: "{\"truncation_side\": \(value),", maxReplacements: 1)
                try edited.write(to: url, atomically: true, encoding: .utf8)
            } body: {
                try TokenizerLoader.load(from: $0)?.truncationSide
            }
        }
        #expect(try side(#""left""#) == .left)
        #expect(throws: TokenizerError.self) { try side(#""middle""#) }
        #expect(throws: TokenizerError.self) { try side("7") }
    }
}
