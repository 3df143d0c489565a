import JSON
import TestSupport
import Testing

@testable import Tokenizers

/// A "model" object of a tokenizer.json.
func subwordModel(_ json: JSONValue, file: String = "tokenizer.json") throws -> any SubwordModel {
    switch json["type"]?.string {
    case "WordLevel": try WordLevel(json, file: file)
    case "WordPiece": try WordPiece(json, file: file)
    case "Unigram": try Unigram(json, file: file)
    default: try BPE(json, file: file)
    }
}

extension SubwordModel {
    /// Ids and the bytes that each stands for.
    func tokenize(_ word: String) -> [(id: Int32, bytes: Range<Int>)] {
        var word = word
        var tokens: [(id: Int32, bytes: Range<Int>)] = []
        word.withUTF8 { tokenize($0) { tokens.append(($0, $1)) } }
        return tokens
    }

    func ids(_ word: String) -> [Int32] { tokenize(word).map(\.id) }
}

@Suite struct SubwordModelTests {
    /// Ids and offsets as the tokenizers library gives them, for models and words made by Tools/fixtures/subword_models.py.
    @Test func cutsWordsLikeTheReference() throws {
        let examples = try #require(try Fixtures.json("subword-models/golden.json").elements)
        #expect(examples.count == 15)
        for example in examples {
            let json = try #require(example["model"])
            let model = try subwordModel(json)
            let words = try #require(example["words"]?.elements)
            #expect(words.count >= 20)
            for expected in words {
                let word = try #require(expected["word"]?.string)
                let tokens = model.tokenize(word)
                #expect(tokens.map(\.id) == (try expected["ids"]?.elements?.int32s()), "\(json.summary): \(word)")
                let bytes = try expected["bytes"]?.elements?.map { try #require($0.elements).int32s() }
                #expect(
                    tokens.map { [Int32($0.bytes.lowerBound), Int32($0.bytes.upperBound)] } == bytes,
                    "\(json.summary): \(word)")
            }
        }
    }

    @Test func idsAndPiecesBelongTogether() throws {
        let examples = try #require(try Fixtures.json("subword-models/golden.json").elements)
        for example in examples {
            let model = try subwordModel(try #require(example["model"]))
            for id in 0..<Int32(model.idLimit) {
                let piece = try #require(model.piece(of: id))
                let found = piece.withUnsafeBufferPointer { model.id(of: $0) }
                #expect(found.flatMap(model.piece(of:)) == piece)
            }
            #expect(model.piece(of: -1) == nil && model.piece(of: Int32(model.idLimit)) == nil)
        }
    }

    /// The reference gives up or takes quadratic time on some of these.
    @Test(.timeLimit(.minutes(20)))
    func longWordsAreCutInReasonableTime() throws {
        let examples = try #require(try Fixtures.json("subword-models/golden.json").elements)
        for example in examples {
            let model = try subwordModel(try #require(example["model"]))
            for unit in ["a", "ab", "x", "日本", "c\u{301}"] {
                let word = String(repeating: unit, count: 20_000 / unit.utf8.count)
                let tokens = model.tokenize(word)
                #expect(tokens.allSatisfy { $0.bytes.upperBound <= word.utf8.count })
            }
        }
    }

    @Test func mergingLongWordsGivesTheSameAsShortOnes() throws {
        // Short words are merged by looking at all symbols, long ones with a heap: the same letters, cut by a stranger, go both ways.
        let json =
            #"{"vocab": {"a": 0, "b": 1, "ab": 2, "aba": 3, "bab": 4, "|": 5, "abab": 6, "ba": 7},"#
            + #" "merges": ["a b", "ab a", "b ab", "ab ab", "b a"]}"#
        let model = try BPE(JSONDocument(parsing: json).root, file: "tokenizer.json")
        var generator = SeededGenerator(3)
        for _ in 0..<50 {
            let parts = (0..<12).map { _ in
                String(
                    (0..<Int.random(in: 1...20, using: &generator)).map { _ in
                        Bool.random(using: &generator) ? "a" : "b"
                    })
            }
            let separate = parts.map { model.ids($0) }.joined(separator: [5])
            #expect(model.ids(parts.joined(separator: "|")) == Array(separate))
        }
    }
}
