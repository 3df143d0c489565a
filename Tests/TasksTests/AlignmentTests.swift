import Tensors
import TestSupport
import Testing
import Tokenizers
import Transformer

@testable import Tasks

/// How alignments are read from a map whose every weight is known.
struct AlignmentTests {
    /// - layers: for each layer a row for each target token, of weights for each source token; one head
    private static func map(_ layers: [[[Float]]]) -> AttentionMap {
        let (queries, keys) = (layers[0].count, layers[0][0].count)
        return AttentionMap(
            layers: Array(layers.indices), heads: [0], queryCount: queries, keyCount: keys,
            weights: Tensor(Shape(layers.count, 1, queries, keys), layers.flatMap { $0.flatMap { $0 } }))
    }

    private static func tokens(_ count: Int, special: Set<Int> = []) -> AlignedUnits {
        AlignedUnits(
            kind: .tokens,
            units: (0..<count).filter { !special.contains($0) }.map {
                AlignedUnit(text: "t\($0)", range: nil, tokens: [$0])
            })
    }

    private static func align(
        _ layers: [[[Float]]], _ choice: AlignmentChoice = AlignmentChoice(), source: AlignedUnits,
        target: AlignedUnits, special: Set<Int> = []
    ) async throws -> Alignment {
        let map = map(layers)
        return try #require(
            await Alignment.read(
                map, choice, source: source, target: target,
                specialKeys: (0..<map.keyCount).map(special.contains)))
    }

    @Test func theLayerThatAgreesWithItselfCounts() async throws {
        let flat: [[Float]] = Array(repeating: [0.4, 0.3, 0.3], count: 3)
        let clear: [[Float]] = [[0.8, 0.1, 0.1], [0.1, 0.1, 0.8], [0.1, 0.8, 0.1]]
        let found = try await Self.align([flat, clear], source: Self.tokens(3), target: Self.tokens(3))
        #expect(found.pharaoh == "0-0 2-1 1-2")
        #expect(found.used == .init(layers: [1], heads: nil, row: .predicted, agreement: 1))
        #expect(found.links.allSatisfy { $0.isMutual && !$0.isWeak && $0.score == 0.8 })
    }

    /// Each token's own source is looked at one step later, when it is read.
    @Test func rowsAreTriedToo() async throws {
        let late: [[Float]] = [[0.3, 0.3, 0.4], [0.8, 0.1, 0.1], [0.1, 0.8, 0.1], [0.1, 0.1, 0.8]]
        let target = Self.tokens(4, special: [3])
        let found = try await Self.align([late], source: Self.tokens(3), target: target)
        #expect(found.used.row == .input && found.pharaoh == "0-0 1-1 2-2")
        var choice = AlignmentChoice()
        choice.row = .predicted
        let predicted = try await Self.align([late], choice, source: Self.tokens(3), target: target)
        #expect(predicted.used.row == .predicted && predicted.pharaoh == "2-0 0-1 1-2")
    }

    @Test func givenLayersAreAveraged() async throws {
        var choice = AlignmentChoice()
        choice.layers = [0, 1]
        choice.row = .predicted
        let found = try await Self.align(
            [[[0.9, 0.1], [0.2, 0.8]], [[0.7, 0.3], [0.4, 0.6]]], choice, source: Self.tokens(2),
            target: Self.tokens(2))
        #expect(found.used.layers == [0, 1])
        #expect(found.links.map(\.score).map { ($0 * 1000).rounded() / 1000 } == [0.8, 0.7])
    }

    @Test func specialTokensAreNoUnitsAndMakeLinksWeak() async throws {
        let weights: [[Float]] = [[0.2, 0.1, 0.7], [0.1, 0.5, 0.4]]
        var choice = AlignmentChoice()
        choice.row = .predicted
        let found = try await Self.align(
            [weights], choice, source: Self.tokens(3, special: [2]), target: Self.tokens(2), special: [2])
        #expect(found.links.map(\.isWeak) == [true, false])
        // Of what did not go to the special token.
        #expect(abs(found.links[0].score - 2.0 / 3) < 1e-6)
        #expect(found.source.units.count == 2)
    }

    @Test func wordsAddUpTheirSourceTokensAndAverageTheirTargetTokens() async throws {
        let source = AlignedUnits(
            kind: .words,
            units: [.init(text: "ab", range: 0..<2, tokens: [0, 1]), .init(text: "c", range: 3..<4, tokens: [2])])
        let target = AlignedUnits(kind: .words, units: [.init(text: "xy", range: 0..<2, tokens: [0, 1])])
        var choice = AlignmentChoice()
        (choice.row, choice.links) = (.predicted, .all)
        let found = try await Self.align(
            [[[0.25, 0.25, 0.5], [0.5, 0.25, 0.25]]], choice, source: source, target: target)
        #expect(found.links.map(\.score) == [0.625, 0.375])
        #expect(found.links.map(\.isMutual) == [true, false])
    }

    @Test func linksAreBestOrMutualOrAllAboveAThreshold() async throws {
        let weights: [[Float]] = [[0.6, 0.4], [0.9, 0.1]]
        var choice = AlignmentChoice()
        choice.row = .predicted
        func links(_ links: AlignmentChoice.Links, _ threshold: Float = 0) async throws -> String {
            (choice.links, choice.threshold) = (links, threshold)
            return try await Self.align([weights], choice, source: Self.tokens(2), target: Self.tokens(2)).pharaoh
        }
        #expect(try await links(.best) == "0-0 0-1")
        #expect(try await links(.mutual) == "0-1")
        #expect(try await links(.all) == "0-0 1-0 0-1 1-1")
        #expect(try await links(.all, 0.4) == "0-0 1-0 0-1")
        #expect(try await links(.best, 0.7) == "0-1")
    }

    @Test func nothingAlignsWithNothing() async throws {
        let found = try await Self.align(
            [[[1], [1]]], source: Self.tokens(1, special: [0]), target: Self.tokens(2), special: [0])
        #expect(found.links.isEmpty && found.used.agreement == nil && found.pharaoh.isEmpty)
    }

    @Test func nothingIsReadForAClientThatHasGone() async {
        let found = await Task {
            withUnsafeCurrentTask { $0?.cancel() }
            return await Alignment.read(
                Self.map([[[1]]]), AlignmentChoice(), source: Self.tokens(1), target: Self.tokens(1),
                specialKeys: [false])
        }.value
        #expect(found == nil)
    }

    // MARK: Words

    private static func labels(_ parts: [(String, Range<Int>?)]) -> [TokenLabel] {
        parts.enumerated().map { TokenLabel(id: Int32($0), text: $1.0, range: $1.1, isSpecial: $1.1 == nil) }
    }

    private static func words(_ text: String, _ parts: [(String, Range<Int>?)]) -> [(String?, [Int])] {
        let labels = labels(parts)
        return AlignedUnit.words(of: text, labels, isSpecial: labels.map(\.isSpecial)).map { ($0.text, $0.tokens) }
    }

    @Test func piecesBelongToTheirWords() {
        let found = Self.words("unhappy now", [("un", 0..<2), ("happy", 2..<7), (" now", 7..<11), ("</s>", nil)])
        #expect(found.map(\.0) == ["unhappy", "now"])
        #expect(found.map(\.1) == [[0, 1], [2]])
    }

    @Test func wordsThatShareAPieceAreOne() {
        let found = Self.words("don't. stop", [("don't.", 0..<6), ("stop", 7..<11)])
        #expect(found.map(\.0) == ["don't.", "stop"])
        #expect(found.map(\.1) == [[0], [1]])
    }

    @Test func whiteSpaceBelongsToTheWordBehindIt() {
        let found = Self.words("a b", [("a", 0..<1), (" ", 1..<2), ("b", 2..<3)])
        #expect(found.map(\.1) == [[0], [1, 2]])
        let last = Self.words("a ", [("a", 0..<1), (" ", 1..<2)])
        #expect(last.map(\.1) == [[0, 1]])
    }

    /// A word of which no token is left, since it was cut off, is no unit.
    @Test func wordsWithoutTokensAreNone() {
        #expect(Self.words("one two three", [("one", 0..<3), ("two", 4..<7)]).map(\.0) == ["one", "two"])
        #expect(Self.words("", []).isEmpty)
    }
}
