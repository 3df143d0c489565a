import Checkpoints
import TestSupport
import Testing
import Tokenizers

@testable import Tasks

/// A text of `bad_words` means its tokens as a word inside a text.
struct BadWordsTests {
    private func served(_ tokenizer: String) throws -> ServedModel {
        var served = try ServedModel(
            name: "m", directory: try ModelDirectory(path: Fixtures.path("marian/shared-swish")), maxInputTokens: 64)
        let directory = try ModelDirectory(path: Fixtures.path("tokenizer-directories/\(tokenizer)"))
        served.tokenizer = try TokenizerLoader.load(from: directory)
        return served
    }

    @Test func byteLevelWordHasTheSpaceBeforeIt() throws {
        let served = try served("bart")
        let tokenizer = try #require(served.tokenizer)
        #expect(tokenizer.cutsWordsWithSpace)
        let inside = tokenizer.encode(" the", side: .target, addingSpecialTokens: false)
        #expect(inside.count == 1)
        #expect(served.wordInside("the") == " the")
        #expect(served.wordInside(" the") == " the")
        #expect(served.wordInside("") == "")
    }

    @Test(arguments: ["t5", "pegasus", "mbart", "m2m100", "bert"]) func otherWordsAreAsTheyAre(name: String) throws {
        let served = try served(name)
        #expect(served.tokenizer?.cutsWordsWithSpace == false)
        #expect(served.wordInside("the") == "the")
    }
}
