import JSON
import Testing

@testable import Tokenizers

/// Model objects that are wrong are refused with what is wrong in them.
@Suite struct SubwordModelRefusalTests {
    @Test(arguments: [
        (#"{"type": "WordLevel"}"#, "model.vocab is missing"),
        (#"{"type": "WordLevel", "vocab": []}"#, "model.vocab must be an object of pieces and ids"),
        (#"{"type": "WordLevel", "vocab": {"a": 0}}"#, "the unknown token <unk> is missing from the vocabulary"),
        (#"{"type": "WordLevel", "vocab": {"<unk>": 0}, "unk_token": 1}"#, "model.unk_token is 1, not a string"),
        (
            #"{"type": "WordPiece", "vocab": {"[UNK]": -1}}"#,
            #"the id of "[UNK]" is -1, not an integer from 0 to 16777216"#
        ),
        (
            #"{"type": "WordPiece", "vocab": {"[UNK]": 99999999999}}"#,
            #"the id of "[UNK]" is 99999999999, not an integer from 0 to 16777216"#
        ),
        (#"{"type": "WordPiece", "vocab": {"[UNK]": 0, "a": 0}}"#, #""[UNK]" and "a" have the same id 0"#),
        (
            #"{"type": "WordPiece", "vocab": {"[UNK]": 0}, "max_input_chars_per_word": -1}"#,
            "model.max_input_chars_per_word is -1, not an integer from 0 on"
        ),
        (#"{"type": "Unigram", "vocab": {}}"#, "model.vocab must be a list of pieces and scores"),
        (#"{"type": "Unigram", "vocab": [], "unk_id": 0}"#, "the vocabulary is empty"),
        (#"{"type": "Unigram", "vocab": [["a"]]}"#, #"model.vocab[0] is ["a"], not a piece and its score"#),
        (#"{"type": "Unigram", "vocab": [["a", "b"]]}"#, #"model.vocab[0] is ["a","b"], not a piece and its score"#),
        (
            #"{"type": "Unigram", "vocab": [["a", 1]], "unk_id": 1}"#,
            "the unknown token's id 1 is outside the vocabulary (0 to 0)"
        ),
        (#"{"type": "Unigram", "vocab": [["a", 1]], "unk_id": "a"}"#, #"model.unk_id is "a", not an id"#),
        (
            #"{"type": "Unigram", "vocab": [["a", 1]], "byte_fallback": 1}"#,
            "model.byte_fallback is 1, not true or false"
        ),
        (#"{"type": "BPE", "vocab": {}}"#, "model.merges is missing"),
        (#"{"type": "BPE", "vocab": {}, "merges": {}}"#, "model.merges must be a list of pairs of pieces"),
        (
            #"{"type": "BPE", "vocab": {}, "merges": ["ab"]}"#,
            #"model.merges[0] is "ab", not two pieces and a space"#
        ),
        (
            #"{"type": "BPE", "vocab": {}, "merges": ["a b c"]}"#,
            #"model.merges[0] is "a b c", not two pieces and a space"#
        ),
        (#"{"type": "BPE", "vocab": {}, "merges": [["a"]]}"#, #"model.merges[0] is ["a"], not a pair of pieces"#),
        (
            #"{"type": "BPE", "vocab": {"a": 0}, "merges": ["a b"]}"#,
            #"merge 1, "a b": the vocabulary does not have "b""#
        ),
        (
            #"{"type": "BPE", "vocab": {"a": 0, "b": 1}, "merges": ["a b"]}"#,
            #"merge 1, "a b": the vocabulary does not have "ab""#
        ),
        (
            #"{"type": "BPE", "vocab": {"a": 0, "b": 1}, "merges": ["a b"], "continuing_subword_prefix": "@"}"#,
            #"merge 1, "a b": the second piece lacks the continuing prefix"#
        ),
        (
            #"{"type": "BPE", "vocab": {}, "merges": [], "dropout": 0.1}"#,
            "model.dropout is 0.1: it makes tokens random; set it to null"
        ),
    ])
    func aWrongModelIsRefused(json: String, reason: String) throws {
        let document = try JSONDocument(parsing: json)
        let error = #expect(throws: TokenizerError.self) {
            try subwordModel(document.root, file: "tokenizer.json")
        }
        #expect(error == .malformed(file: "tokenizer.json", reason: reason))
    }

    @Test func scoresMustBeFinite() {
        for score in [Double.nan, .infinity, -.infinity] {
            #expect(throws: TokenizerError.self) {
                try Unigram(pieces: [("a", 0), ("b", score)], unknownID: 0, file: "spiece.model")
            }
        }
    }

    @Test func aModelWithoutUnknownTokenLeavesOutWhatItLacks() throws {
        let bpe = try subwordModel(
            try JSONDocument(parsing: #"{"type": "BPE", "vocab": {"a": 0}, "merges": []}"#).root)
        #expect(bpe.ids("axa") == [0, 0] && bpe.ids("x").isEmpty && bpe.unknownID == nil)
        let unigram = try subwordModel(
            try JSONDocument(parsing: #"{"type": "Unigram", "vocab": [["a", -1]], "unk_id": null}"#).root)
        #expect(unigram.ids("axa") == [0, 0] && unigram.ids("x").isEmpty && unigram.unknownID == nil)
    }

    @Test func zeroDropoutIsNone() throws {
        for dropout in ["0", "0.0", "null"] {
            let json = #"{"vocab": {"a": 0, "b": 1, "ab": 2}, "merges": ["a b"], "dropout": \#(dropout)}"#
            #expect(try BPE(JSONDocument(parsing: json).root, file: "").ids("ab") == [2])
        }
    }
}
