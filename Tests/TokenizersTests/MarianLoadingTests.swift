import Checkpoints
import Foundation
import TestSupport
import Testing

@testable import Tokenizers

@Suite struct MarianLoadingTests {
    @Test func aDirectoryWithMarianFilesHasATokenizer() throws {
        let directory = try ModelDirectory(path: TokenizerFixture.shared.path)
        #expect(try TokenizerLoader.load(from: directory) is MarianTokenizer)
        #expect(TokenizerLoader.absenceReason(in: directory) == nil)
    }

    @Test(arguments: [
        ([], "this model has no tokenizer files; send token ids"),
        (["vocab.json"], "this model has no tokenizer that heed reads (found: vocab.json); send token ids"),
        (
            ["merges.txt", "vocab.json"],
            "this model has no tokenizer that heed reads (found: vocab.json, merges.txt); send token ids"
        ),
        (["spiece.model"], "this model has no tokenizer that heed reads (found: spiece.model); send token ids"),
    ])
    func aDirectoryWithoutAReadableTokenizerSaysSo(files: [String], reason: String) throws {
        try withTemporaryDirectory { directory in
            for file in files { try directory.write("{}", to: file) }
            let model = try ModelDirectory(path: directory.path)
            #expect(try TokenizerLoader.load(from: model) == nil)
            #expect(TokenizerLoader.absenceReason(in: model) == reason)
        }
    }

    /// What loading an edited copy of a fixture fails with.
    private func failure(_ fixture: TokenizerFixture, _ edit: (URL) throws -> Void) throws -> TokenizerError? {
        try fixture.withEditedCopy(edit) { directory in
            #expect(throws: TokenizerError.self) { try TokenizerLoader.load(from: directory) }
        }
    }

    private func file(of error: TokenizerError?) -> String? {
        if case .malformed(let file, _) = error { file } else { nil }
    }

    @Test(arguments: ["", "not a model", "\u{8}", "\u{12}\u{7F}", "\u{1A}\u{2}\u{12}\u{0}"])
    func bytesThatAreNoModelAreRefused(bytes: String) throws {
        let error = try failure(.shared) { try $0.write(bytes, to: "target.spm") }
        #expect(file(of: error) == "target.spm")
    }

    @Test(arguments: [1, 10, 100, 1000, 3000])
    func aModelCutShortIsRefused(missing: Int) throws {
        let error = try failure(.shared) { directory in
            let file = directory.appendingPathComponent("source.spm")
            try Data(contentsOf: file).dropLast(missing).write(to: file)
        }
        #expect(file(of: error) == "source.spm")
    }

    /// A normalization table full of wrong offsets must be refused or be harmless: following them reads out of bounds.
    @Test func corruptModelsNeverCrash() throws {
        let original = try Data(contentsOf: URL(fileURLWithPath: TokenizerFixture.letters.path + "/source.spm"))
        var generator = SeededGenerator(5)
        var refused = 0
        for _ in 0..<200 {
            var bytes = [UInt8](original)
            for _ in 0..<Int.random(in: 1...20, using: &generator) {
                bytes[Int.random(in: 0..<bytes.count, using: &generator)] = .random(in: 0...255, using: &generator)
            }
            do {
                let model = try bytes.withUnsafeBytes { try SentencePiece(serialized: $0, file: "source.spm") }
                for text in ["Attention", "ﬁ ①\u{1}\u{300}", "é\u{301}Ａ㎏"] {
                    let utf8 = Array(text.utf8)
                    _ = utf8.withUnsafeBufferPointer { model.encode($0) }
                }
            } catch { refused += 1 }
        }
        #expect(refused > 50)
    }

    @Test(arguments: [
        ("[]", "it must be an object of pieces and ids"),
        (#"{"<unk>": "1"}"#, #"the id of "<unk>" is "1", not an integer from 0 to 16777216"#),
        (#"{"<unk>": -1}"#, #"the id of "<unk>" is -1, not an integer from 0 to 16777216"#),
        (#"{"<unk>": 99999999999}"#, #"the id of "<unk>" is 99999999999, not an integer from 0 to 16777216"#),
        (#"{"</s>": 0}"#, "the unknown token <unk> is missing"),
        ("{}", "the unknown token <unk> is missing"),
    ])
    func aMalformedVocabularyIsRefused(text: String, reason: String) throws {
        let error = try failure(.shared) { try $0.write(text, to: "vocab.json") }
        #expect(error == .malformed(file: "vocab.json", reason: reason))
    }

    @Test func filesThatAreNotJSONAreNamed() throws {
        for name in ["vocab.json", "tokenizer_config.json", "special_tokens_map.json"] {
            let error = try TokenizerFixture.shared.withEditedCopy {
                try $0.write("{", to: name)
            } body: { directory in
                #expect(throws: CheckpointError.self) { try TokenizerLoader.load(from: directory) }
            }
            #expect(error?.description.contains("/\(name) ") == true)
        }
    }

    @Test(arguments: [
        #"{"eos_token": {}}"#, #"{"separate_vocabs": "yes"}"#, #"{"sp_model_kwargs": {"alpha": 0.1}}"#, "[]",
        #"{"additional_special_tokens": [1]}"#, #"{"added_tokens_decoder": {"x": {"content": "</s>"}}}"#,
        #"{"added_tokens_decoder": {"1": {"content": "a", "single_word": true}}}"#,
        #"{"added_tokens_decoder": {"-1": {"content": "a"}}}"#,
    ])
    func aConfigurationThatCannotBeFollowedIsRefused(text: String) throws {
        let error = try failure(.shared) { try $0.write(text, to: "tokenizer_config.json") }
        #expect(file(of: error) == "tokenizer_config.json")
    }

    @Test(arguments: ["target.spm", "target_vocab.json"])
    func aMissingFileIsNamed(name: String) throws {
        try TokenizerFixture.bytes.withEditedCopy {
            try FileManager.default.removeItem(at: $0.appendingPathComponent(name))
        } body: { directory in
            let error = #expect(throws: CheckpointError.self) { try TokenizerLoader.load(from: directory) }
            if case .missingFile(let missing, _) = error { #expect(missing == name) } else { #expect(Bool(false)) }
        }
    }

    @Test func otherSpecialTokensReplaceTheUsualOnes() throws {
        try TokenizerFixture.shared.withEditedCopy { directory in
            try directory.replace("\"</s>\"", with: "\"<end>\"", in: "special_tokens_map.json")
            try directory.replace("\"</s>\"", with: "\"<end>\"", in: "vocab.json")
        } body: { directory in
            let tokenizer = try MarianTokenizer(directory: directory)
            let tokens = tokenizer.encode("<end>", side: .source, addingSpecialTokens: true)
            #expect(tokens.map(\.id) == [0, 0])
            #expect(tokens.map(\.text) == ["<end>", "<end>"])
        }
    }

    @Test func modelsWithMoreIdsThanPiecesDecodeTheRestAsUnknown() throws {
        try TokenizerFixture.letters.withEditedCopy {
            try $0.write(#"{"vocab_size": 100, "decoder_vocab_size": 200}"#, to: "config.json")
        } body: { directory in
            let tokenizer = try MarianTokenizer(directory: directory)
            #expect(tokenizer.vocabularySize(side: .source) == 100)
            #expect(tokenizer.vocabularySize(side: .target) == 200)
            let decoded = try tokenizer.decode([150], side: .target)
            #expect(
                decoded == DecodedText(text: "", tokens: [Token(id: 150, text: "<unk>", range: nil, isSpecial: true)]))
        }
    }
}
