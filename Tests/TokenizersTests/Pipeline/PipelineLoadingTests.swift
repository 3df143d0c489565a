import Checkpoints
import TestSupport
import Testing

@testable import Tokenizers

@Suite struct PipelineLoadingTests {
    private static let model =
        #""model": {"type": "WordLevel", "vocab": {"[UNK]": 0, "a": 1, "b": 2}, "unk_token": "[UNK]"}"#

    private static func tokenizer(_ members: String, model: String = model) throws -> any Tokenizer {
        let separator = members.isEmpty || model.isEmpty ? "" : ","
        return try TokenizerLoader.load(tokenizerFile: Array("{\(members)\(separator)\(model)}".utf8))
    }

    @Test func theModelAloneIsEnough() throws {
        let tokenizer = try Self.tokenizer("")
        #expect(tokenizer.encode("a", side: .source, addingSpecialTokens: true).map(\.id) == [1])
        #expect(tokenizer.encode("a b", side: .source, addingSpecialTokens: true).map(\.id) == [0])
        #expect(try tokenizer.decode([1, 0, 2], side: .source).text == "a [UNK] b")
        #expect(throws: TokenizerError.unknownID(3, vocabularySize: 3)) { try tokenizer.decode([3], side: .source) }
    }

    @Test(arguments: [
        ("", "the text is empty"),
        ("[]", "it must be an object"),
        ("{}", "it lacks model"),
        (#"{"version": "2.0"}"#, #"version is "2.0", and only "1.0" is known"#),
        (#"{"model": {"type": "Lattice", "vocab": {}}}"#, "model of type Lattice is not supported"),
        (#"{"model": []}"#, "model.vocab is missing"),
    ])
    func aFileThatIsNoneIsRefused(text: String, reason: String) {
        let error = #expect(throws: TokenizerError.self) {
            try TokenizerLoader.load(tokenizerFile: Array(text.utf8))
        }
        #expect("\(error.map { "\($0)" } ?? "")".contains(reason))
    }

    @Test(arguments: [
        (#""normalizer": {"type": "NFQ"}"#, "normalizer of type NFQ is not supported"),
        (#""normalizer": {}"#, "normalizer lacks type"),
        (#""normalizer": "NFC""#, "normalizer lacks type"),
        (#""normalizer": {"type": 3}"#, "normalizer.type is 3, not a string"),
        (
            #""normalizer": {"type": "Sequence", "normalizers": [{"type": "NFC"}, {"type": "Strip"}]}"#,
            "normalizer.normalizers[1] lacks strip_left"
        ),
        (#""normalizer": {"type": "Sequence"}"#, "normalizer lacks normalizers"),
        (#""normalizer": {"type": "BertNormalizer", "clean_text": 1}"#, "clean_text is 1, not true or false"),
        (
            #""normalizer": {"type": "Replace", "pattern": {"Regex": "(a"}, "content": ""}"#,
            "normalizer.pattern.Regex is not a regular expression"
        ),
        (#""normalizer": {"type": "Replace", "pattern": {"String": ""}, "content": ""}"#, "pattern.String is empty"),
        (#""normalizer": {"type": "Replace", "pattern": "a", "content": ""}"#, "has neither String nor Regex"),
        (#""normalizer": {"type": "Precompiled", "precompiled_charsmap": "AA=A"}"#, "is not base64"),
        (#""normalizer": {"type": "Precompiled", "precompiled_charsmap": "AAA="}"#, "shorter than its header"),
        (#""normalizer": {"type": "Precompiled", "precompiled_charsmap": "/////w=="}"#, "states a trie of"),
        (#""pre_tokenizer": {"type": "Sentences"}"#, "pre_tokenizer of type Sentences is not supported"),
        (#""pre_tokenizer": {"type": "Metaspace", "replacement": "ab"}"#, "not one character"),
        (
            #""pre_tokenizer": {"type": "Metaspace", "replacement": "_", "prepend_scheme": "last"}"#,
            "always, first or never"
        ),
        (
            #""pre_tokenizer": {"type": "Metaspace", "replacement": "_", "add_prefix_space": false}"#,
            "contradicts its prepend_scheme"
        ),
        (#""pre_tokenizer": {"type": "ByteLevel"}"#, "pre_tokenizer lacks add_prefix_space"),
        (#""pre_tokenizer": {"type": "Punctuation", "behavior": "Kept"}"#, "which is not a behavior"),
        (#""pre_tokenizer": {"type": "FixedLength", "length": 0}"#, "length is 0, not an integer from 1"),
        (#""post_processor": {"type": "BertProcessing", "cls": ["a"], "sep": ["b", 2]}"#, "not a token and its id"),
        (#""post_processor": {"type": "BertProcessing", "cls": ["a", -1], "sep": ["b", 2]}"#, "cls[1] is -1"),
        (
            #""post_processor": {"type": "TemplateProcessing", "single": [{"SpecialToken": {"id": "x"}}], "special_tokens": {}}"#,
            #"names "x", which special_tokens lacks"#
        ),
        (
            #""post_processor": {"type": "TemplateProcessing", "single": [], "special_tokens": {}}"#,
            "no place for the text"
        ),
        (
            #""post_processor": {"type": "TemplateProcessing", "single": [{"Sequence": {"id": "B"}}], "special_tokens": {}}"#,
            "is not the one text that can be given"
        ),
        (#""decoder": {"type": "CTC"}"#, "decoder of type CTC is not supported"),
        (#""decoder": {"type": "BPEDecoder", "suffix": ""}"#, "suffix is empty"),
        (#""decoder": {"type": "Strip", "content": " ", "start": -1, "stop": 0}"#, "start is -1"),
        (#""added_tokens": [{"id": 0, "content": "a"}]"#, "added_tokens[0] lacks single_word"),
        (#""added_tokens": {}"#, "added_tokens is {}, not an array"),
    ])
    func aPartThatCannotBeFollowedIsNamed(members: String, reason: String) {
        let error = #expect(throws: TokenizerError.self) { try Self.tokenizer(members) }
        #expect("\(error.map { "\($0)" } ?? "")".contains(reason))
    }

    @Test func deepSequencesAreRefused() {
        var normalizer = #"{"type": "NFC"}"#
        for _ in 0..<100 { normalizer = #"{"type": "Sequence", "normalizers": [\#(normalizer)]}"# }
        let error = #expect(throws: TokenizerError.self) { try Self.tokenizer(#""normalizer": \#(normalizer)"#) }
        #expect("\(error.map { "\($0)" } ?? "")".contains("is nested too deeply"))
    }

    @Test func addedTokensGetTheIdsAfterTheVocabulary() throws {
        let flags = #""single_word": false, "lstrip": false, "rstrip": false, "normalized": false, "special": true"#
        let tokenizer = try Self.tokenizer(
            #""added_tokens": [{"id": 7, "content": "<x>", \#(flags)}, {"id": 1, "content": "a", \#(flags)}]"#)
        let tokens = tokenizer.encode("b<x>a", side: .source, addingSpecialTokens: true)
        #expect(tokens.map(\.id) == [2, 3, 1])
        #expect(tokens.map(\.isSpecial) == [false, true, true])
        #expect(tokens.map(\.range) == [0..<1, 1..<4, 4..<5])
        #expect(tokenizer.vocabularySize(side: .source) == 4)
    }

    @Test func aTokenizerOfBytesCutsAnything() throws {
        let tokenizer = try #require(
            try TokenizerLoader.load(from: ModelDirectory(path: Fixtures.path("pipelines/byte-level-trimmed"))))
        var generator = SeededGenerator(3)
        for _ in 0..<200 {
            let bytes = (0..<Int.random(in: 0...40, using: &generator)).map { _ in
                UInt8.random(in: 0...255, using: &generator)
            }
            let text = String(decoding: bytes, as: UTF8.self)
            let tokens = tokenizer.encode(text, side: .source, addingSpecialTokens: true)
            let count = text.unicodeScalars.count
            #expect(tokens.allSatisfy { ($0.range?.upperBound ?? 0) <= count })
        }
    }
}
