import Checkpoints
import Foundation
import Synchronization
import TestSupport
import Testing
import Tokenizers

@testable import Tasks

@Suite struct StopStringsTests {
    /// All fixtures that have a tokenizer.
    static let names = ["pipelines", "tokenizer-directories", "tokenizers"].flatMap { folder in
        let entries = (try? FileManager.default.contentsOfDirectory(atPath: Fixtures.path(folder))) ?? []
        return entries.sorted().filter { !$0.contains(".") }.map { "\(folder)/\($0)" }
    }

    private static func tokenizer(_ name: String) throws -> any Tokenizer {
        try #require(try TokenizerLoader.load(from: ModelDirectory(path: Fixtures.path(name))))
    }

    @Test func fixturesAreFound() { #expect(Self.names.count > 40) }

    /// A look at the last tokens finds what a look at the whole text finds.
    @Test(arguments: names)
    func isReachedWhenTheWholeTextContainsOne(name: String) throws {
        let tokenizer = try Self.tokenizer(name)
        var random = SeededGenerator(3)
        let size = Int32(tokenizer.vocabularySize(side: .target))
        var reached = 0
        for length in [3, 60] {
            for limit in [size, min(size, 300)] {
                let ids = (0..<length).map { _ in Int32.random(in: 0..<limit, using: &random) }
                let text = (try? tokenizer.decode(ids, side: .target).text) ?? ""
                for stringLength in 1...4 {
                    guard let begin = text.indices.dropFirst(stringLength).randomElement(using: &random) else {
                        continue
                    }
                    let string = String(text[begin...].prefix(stringLength))
                    let stop = StopStrings([string, "never said"], tokenizer: tokenizer, prefix: Array(ids.prefix(1)))
                    let ends = (1...length).first { stop.isReached(by: Array(ids.prefix($0))) }
                    #expect(
                        ends == (1...length).first { Self.contains(string, Array(ids.prefix($0)), tokenizer) },
                        "\(string)")
                    reached += ends == nil ? 0 : 1
                }
            }
        }
        #expect(reached > 0)
    }

    private static func contains(_ string: String, _ ids: [Int32], _ tokenizer: any Tokenizer) -> Bool {
        let said = try? Array(tokenizer.decode(Array(ids.prefix(1)), side: .target).text.utf8)
        guard let said, let text = try? Array(tokenizer.decode(ids, side: .target).text.utf8) else { return false }
        let first = max(0, said.count + 1 - string.utf8.count)
        return text.count > said.count && text.dropFirst(first).firstRange(of: Array(string.utf8)) != nil
    }

    @Test func whatIsDecodedDoesNotGrowWithTheText() throws {
        let counting = CountingTokenizer(base: try Self.tokenizer("pipelines/metaspace"))
        let ids = counting.encode("the cat and the dog", side: .target, addingSpecialTokens: false).map(\.id)
        let stop = StopStrings(["never said"], tokenizer: counting, prefix: [])
        let long = (0..<400).flatMap { _ in ids }
        #expect(!stop.isReached(by: long))
        #expect(counting.mostDecoded.withLock { $0 } <= 52)
    }

    /// Notes how many ids are decoded at once.
    private final class CountingTokenizer: Tokenizer {
        let mostDecoded = Mutex(0)
        private let base: any Tokenizer

        init(base: any Tokenizer) { self.base = base }

        func encode(_ text: String, side: TextSide, addingSpecialTokens: Bool) -> [Token] {
            base.encode(text, side: side, addingSpecialTokens: addingSpecialTokens)
        }

        func decode(_ ids: [Int32], side: TextSide) throws(TokenizerError) -> DecodedText {
            mostDecoded.withLock { $0 = max($0, ids.count) }
            return try base.decode(ids, side: side)
        }

        func textStream(side: TextSide) -> any TextStream { base.textStream(side: side) }
        func vocabularySize(side: TextSide) -> Int { base.vocabularySize(side: side) }
    }
}
