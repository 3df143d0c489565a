import Checkpoints
import JSON
import TestSupport
import Testing

@testable import Tokenizers

/// What transformers makes of hard texts with small pipelines, from Tools/fixtures/pipelines.py.
@Suite struct PipelineReferenceTests {
    static let names = [
        "bert-uncased", "bert-cased", "byte-level", "byte-level-pattern", "byte-level-trimmed", "metaspace",
        "metaspace-first", "byte-fallback", "whole-words", "digits", "splits", "scripts", "class-bert", "class-roberta",
        "class-t5",
        "class-pegasus", "class-albert", "class-xlm-roberta", "settings", "special-split",
    ]

    private struct Fixture {
        let tokenizer: any Tokenizer
        let golden: JSONValue
        let texts: [String]
        let longTexts: [String]

        init(_ name: String) throws {
            tokenizer = try #require(
                try TokenizerLoader.load(from: ModelDirectory(path: Fixtures.path("pipelines/\(name)"))))
            golden = try Fixtures.json("pipelines/\(name)/golden.json")
            let list = try Fixtures.json("pipelines/texts.json")
            let listed = try #require(list["texts"]?.elements)
            texts = listed.compactMap(\.string)
            let units = try #require(list["long"]?.elements)
            longTexts = try units.map { entry in
                let parts = try #require(entry.elements)
                let unit = try #require(parts[0].string)
                return String(repeating: unit, count: try #require(parts[1].integer))
            }
        }
    }

    @Test(arguments: names)
    func idsAndRangesAreTheReferences(name: String) throws {
        let fixture = try Fixture(name)
        let encoded = try #require(fixture.golden["encoded"]?.elements)
        #expect(encoded.count == fixture.texts.count)
        for (text, expected) in zip(fixture.texts, encoded) {
            let parts = try #require(expected.elements)
            let tokens = fixture.tokenizer.encode(text, side: .source, addingSpecialTokens: true)
            #expect(tokens.map { Int($0.id) } == parts[0].elements?.compactMap(\.integer), "\(text.debugDescription)")
            let offsets = try #require(parts[1].elements).compactMap(\.integer)
            #expect(
                tokens.map(\.range) == Self.ranges(offsets, in: Array(text.unicodeScalars)), "\(text.debugDescription)")
        }
    }

    /// heed's ranges are the reference's offsets without white space in front, unless there is nothing else.
    private static func ranges(_ offsets: [Int], in scalars: [Unicode.Scalar]) -> [Range<Int>?] {
        stride(from: 0, to: offsets.count, by: 2).map { index in
            guard offsets[index] >= 0 else { return nil }
            let range = offsets[index]..<max(offsets[index], offsets[index + 1])
            return scalars[range].firstIndex { !$0.isStripped }.map { $0..<range.upperBound } ?? range
        }
    }

    @Test(arguments: names)
    func decodedTextIsTheReferences(name: String) throws {
        let fixture = try Fixture(name)
        for expected in try #require(fixture.golden["encoded"]?.elements) {
            let parts = try #require(expected.elements)
            try Self.expectText(parts[2].string, of: parts[0], by: fixture.tokenizer)
        }
        for expected in try #require(fixture.golden["decoded"]?.elements) {
            let parts = try #require(expected.elements)
            try Self.expectText(parts[1].string, of: parts[0], by: fixture.tokenizer)
        }
    }

    private static func expectText(_ text: String?, of ids: JSONValue, by tokenizer: any Tokenizer) throws {
        let ids = try #require(ids.elements).compactMap(\.integer).map { Int32($0) }
        let decoded = try tokenizer.decode(ids, side: .target)
        let expected = try #require(text)
        #expect(decoded.text.unicodeScalars.elementsEqual(expected.unicodeScalars), "\(ids)")
        #expect(decoded.tokens.map(\.id) == ids)
        let count = decoded.text.unicodeScalars.count
        var end = 0
        for range in decoded.tokens.compactMap(\.range) {
            #expect(range.upperBound <= count && range.upperBound >= end)
            end = range.upperBound
        }
    }

    @Test(arguments: names)
    func longTextsAreCutAsTheReferenceDoes(name: String) throws {
        let fixture = try Fixture(name)
        for (text, expected) in zip(fixture.longTexts, try #require(fixture.golden["long"]?.elements)) {
            let ids = fixture.tokenizer.encode(text, side: .source, addingSpecialTokens: true).map { Int($0.id) }
            let sum = ids.enumerated().reduce(0) { $0 + ($1.offset % 1000 + 1) * $1.element }
            #expect([ids.count, sum] == expected.elements?.compactMap(\.integer), "\(text.prefix(5))…")
        }
    }
}
