import Checkpoints
import Foundation
import TestSupport
import Testing

@testable import Tokenizers

/// Vocabulary files that are wrong are refused with the file and what is wrong in it.
@Suite struct DirectoryRefusalTests {
    private func failure(_ name: String, _ edit: (URL) throws -> Void) throws -> TokenizerError? {
        try TokenizerDirectory(name: name).withEditedCopy(edit) { directory in
            #expect(throws: TokenizerError.self) { try TokenizerLoader.load(from: directory) }
        }
    }

    @Test func sentinelsThatAreNotAsManyAsStatedAreRefused() throws {
        let error = try failure("byt5") { directory in
            try directory.write(
                #"{"tokenizer_class": "ByT5Tokenizer", "extra_ids": 7, "additional_special_tokens": ["<extra_id_0>"]}"#,
                to: "tokenizer_config.json")
        }
        #expect(
            error
                == .malformed(
                    file: "tokenizer_config.json",
                    reason: "extra_ids is 7, but additional_special_tokens has 1 tokens <extra_id_…>"))
    }

    @Test func aListThatIsNotTextIsRefused() throws {
        let error = try failure("bert") { directory in
            try Data("[UNK]\n[CLS]\n".utf8 + [0xC3, 0x28, 0x0A]).write(
                to: directory.appendingPathComponent("vocab.txt"))
        }
        #expect(error == .malformed(file: "vocab.txt", reason: "line 3 is not UTF-8"))
    }

    @Test func anEmptyListIsRefused() throws {
        let error = try failure("bert") { try $0.write("", to: "vocab.txt") }
        #expect(error == .malformed(file: "vocab.txt", reason: "it is empty"))
    }

    @Test func aListWithoutTheUnknownTokenIsRefused() throws {
        let error = try failure("bert") { try $0.write("[CLS]\n[SEP]\n", to: "vocab.txt") }
        #expect(
            error
                == .malformed(file: "vocab.txt", reason: "the unknown token [UNK] is missing from the vocabulary"))
    }

    @Test(arguments: [
        ("#version: 0.2\nĠ t\nab\n", #"line 3 is "ab", not two pieces and a space"#),
        ("Ġ t\n\n", #"line 2 is "", not two pieces and a space"#),
        ("Ġ t h\n", #"line 1 is "Ġ t h", not two pieces and a space"#),
    ])
    func aListOfMergesThatIsNoneIsRefused(text: String, reason: String) throws {
        let error = try failure("bart") { try $0.write(text, to: "merges.txt") }
        #expect(error == .malformed(file: "merges.txt", reason: reason))
    }

    @Test func mergesOfPiecesThatAreNotThereAreRefused() throws {
        let error = try failure("bart") { try $0.write("Ġ ☃\n", to: "merges.txt") }
        guard case .malformed(_, let reason) = error else { return }
        #expect(reason == #"merge 1, "Ġ ☃": the vocabulary does not have "☃""#)
    }

    @Test(arguments: ["", "x", "\u{1A}\u{7F}", "{}", "\u{A}\u{2}\u{A}\u{5}"])
    func bytesThatAreNoModelAreRefused(bytes: String) throws {
        for (name, file) in [
            ("t5", "spiece.model"), ("nllb", "sentencepiece.bpe.model"), ("m2m100", "sentencepiece.bpe.model"),
        ] {
            let error = try failure(name) { try $0.write(bytes, to: file) }
            guard case .malformed(let named, let reason) = error else { continue }
            #expect(named == file && !reason.isEmpty)
        }
    }

    @Test func aModelCutShortIsRefused() throws {
        let original = try Data(
            contentsOf: URL(fileURLWithPath: TokenizerDirectory(name: "t5").path + "/spiece.model"))
        for count in stride(from: 1, to: original.count, by: 97) {
            let bytes = [UInt8](original.prefix(count))
            // A message may end between any two of its fields; a tokenizer that lacks the rest is for its class to refuse.
            do {
                let model = try bytes.withUnsafeBytes { try SentencePieceFile($0, file: "spiece.model") }
                #expect(!model.pieces.isEmpty)
            } catch {
                guard case .malformed(let file, _) = error as? TokenizerError else { throw error }
                #expect(file == "spiece.model")
            }
        }
    }

    @Test func corruptModelsNeverCrash() throws {
        let name = "t5"
        let original = try Data(
            contentsOf: URL(fileURLWithPath: TokenizerDirectory(name: name).path + "/spiece.model"))
        var generator = SeededGenerator(9)
        var refused = 0
        for _ in 0..<200 {
            var bytes = [UInt8](original)
            for _ in 0..<Int.random(in: 1...20, using: &generator) {
                bytes[Int.random(in: 0..<bytes.count, using: &generator)] = .random(in: 0...255, using: &generator)
            }
            try TokenizerDirectory(name: name).withEditedCopy {
                try Data(bytes).write(to: $0.appendingPathComponent("spiece.model"))
            } body: { directory in
                do {
                    let tokenizer = try #require(try TokenizerLoader.load(from: directory))
                    for text in ["Attention", "ﬁ ①\u{1}\u{300}", "é\u{301}Ａ㎏"] {
                        let tokens = tokenizer.encode(text, side: .source, addingSpecialTokens: true)
                        _ = try tokenizer.decode(tokens.map(\.id), side: .source)
                    }
                } catch is TokenizerError { refused += 1 }
            }
        }
        #expect(refused > 50)
    }

    @Test func aPieceWithoutAScoreIsRefused() throws {
        // A piece "a" whose score is NaN.
        let bytes: [UInt8] = [0x0A, 8, 0x0A, 1, 0x61, 0x15, 0, 0, 0xC0, 0x7F]
        let model = try bytes.withUnsafeBytes { try SentencePieceFile($0, file: "spiece.model") }
        #expect(model.pieces.count == 1)
        #expect(throws: TokenizerError.self) {
            try Unigram(pieces: model.scores, unknownID: nil, file: "spiece.model")
        }
    }

    @Test func aPieceOfAbsurdLengthIsRefused() {
        // 1,024 bytes of "a" pass, one more does not. Lengths beyond 127 take two bytes of seven bits each.
        func model(length: Int) -> [UInt8] {
            func varint(_ number: Int) -> [UInt8] { [UInt8(number & 127 | 128), UInt8(number >> 7)] }
            return [0x0A] + varint(length + 3) + [0x0A] + varint(length) + [UInt8](repeating: 0x61, count: length)
        }
        func error(_ length: Int) -> TokenizerError? {
            model(length: length).withUnsafeBytes { bytes in
                do throws(TokenizerError) {
                    _ = try SentencePieceFile(bytes, file: "spiece.model")
                    return nil
                } catch { return error }
            }
        }
        #expect(error(1024) == nil)
        #expect(
            error(1025) == .malformed(file: "spiece.model", reason: "piece 0 has 1025 bytes, more than 1024"))
    }

    @Test func lengthsThatLieAreRefused() {
        for bytes: [UInt8] in [
            [0x0A, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0x7F], [0x0A, 0x80], [0x0B], [0x00, 0x01],
            [0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF],
        ] {
            #expect(throws: TokenizerError.self) {
                try bytes.withUnsafeBytes { try SentencePieceFile($0, file: "spiece.model") }
            }
        }
    }

    @Test func unknownLanguageListsAreRefused() throws {
        let error = try failure("m2m100") { try $0.write(#"{"language_codes": "m2m"}"#, to: "tokenizer_config.json") }
        #expect(
            error
                == .malformed(
                    file: "tokenizer_config.json", reason: #"language_codes is "m2m", not "m2m100" or "wmt21""#))
    }

    @Test(arguments: [
        ("bert", "vocab.txt", "vocab.json", "tokenizer.json or vocab.txt (found: vocab.json)"),
        ("bart", "merges.txt", "x", "tokenizer.json or vocab.json and merges.txt (found: vocab.json)"),
        ("albert", "spiece.model", "vocab.txt", "tokenizer.json or spiece.model (found: vocab.txt)"),
    ])
    func aDirectoryWithTheFilesOfAnotherClassSaysWhatItNeeds(
        name: String, missing: String, present: String, needed: String
    ) throws {
        try TokenizerDirectory(name: name).withEditedCopy {
            try FileManager.default.removeItem(at: $0.appendingPathComponent(missing))
            try $0.write("{}", to: present)
        } body: { directory in
            let tokenizer = try TokenizerLoader.load(from: directory)
            #expect(tokenizer == nil)
            #expect(
                TokenizerLoader.absenceReason(in: directory)
                    == "this model's tokenizer needs \(needed); send token ids")
        }
    }
}
