import Testing

@testable import Tokenizers

@Suite struct VocabularyTests {
    private func vocabulary(_ pieces: [(String, Int)]) throws -> Vocabulary {
        var vocabulary = Vocabulary()
        for (piece, id) in pieces {
            let isInserted = vocabulary.insert(piece, id: id)
            try #require(isInserted)
        }
        return vocabulary
    }

    @Test func piecesThatLookAlikeAreDifferent() throws {
        let vocabulary = try vocabulary([("é", 0), ("e\u{301}", 1)])
        #expect(vocabulary.id(of: "é") == 0)
        #expect(vocabulary.id(of: "e\u{301}") == 1)
        #expect(vocabulary.piece(of: 1).map(Array.init) == Array("e\u{301}".utf8))
    }

    @Test func findsEveryPieceOfALargeVocabulary() throws {
        let vocabulary = try vocabulary((0..<10_000).map { ("piece \($0)", $0) })
        #expect(vocabulary.count == 10_000 && vocabulary.idLimit == 10_000)
        #expect((0..<10_000).allSatisfy { vocabulary.id(of: "piece \($0)") == Int32($0) })
        #expect(vocabulary.id(of: "piece 10000") == nil && vocabulary.id(of: "") == nil)
    }

    @Test func idsMayBeLeftOut() throws {
        let vocabulary = try vocabulary([("a", 5)])
        #expect(vocabulary.idLimit == 6)
        #expect(vocabulary.piece(of: 4) == nil && vocabulary.piece(of: 6) == nil && vocabulary.piece(of: -1) == nil)
    }

    @Test func idsOutOfRangeAreRefused() {
        var vocabulary = Vocabulary()
        let negative = vocabulary.insert("a", id: -1)
        let tooLarge = vocabulary.insert("a", id: Vocabulary.largestID + 1)
        #expect(!negative && !tooLarge)
        #expect(vocabulary.count == 0)
    }

    @Test func theLaterOfTwoPiecesWithOneIdIsWhatItStandsFor() throws {
        let vocabulary = try vocabulary([("a", 0), ("b", 0)])
        #expect(vocabulary.id(of: "a") == 0 && vocabulary.id(of: "b") == 0)
        #expect(vocabulary.piece(of: 0).map(Array.init) == [UInt8(ascii: "b")])
    }
}
