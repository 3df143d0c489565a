import Checkpoints
import Foundation
import TestSupport
import Testing

@testable import Tokenizers

/// The tokenizers under Tests/Fixtures/tokenizers, made by Tools/fixtures/marian_tokenizers.py.
enum TokenizerFixture: String, CaseIterable, CustomTestStringConvertible {
    /// One vocabulary for both languages, with language codes; unigram models.
    case shared
    /// A vocabulary per language, byte fallback, spaces before punctuation cleaned up.
    case bytes
    /// Case-folded letters into phonemes.
    case letters

    var testDescription: String { rawValue }
    var path: String { Fixtures.path("tokenizers/\(rawValue)") }

    func tokenizer() throws -> MarianTokenizer { try MarianTokenizer(directory: ModelDirectory(path: path)) }

    func golden() throws -> Golden {
        try JSONDecoder().decode(Golden.self, from: Data(contentsOf: URL(fileURLWithPath: path + "/golden.json")))
    }

    /// A copy of the directory whose files `edit` may change.
    func withEditedCopy<Result>(_ edit: (URL) throws -> Void, body: (ModelDirectory) throws -> Result) throws -> Result
    {
        try withTemporaryDirectory { directory in
            let copy = directory.appendingPathComponent(rawValue)
            try FileManager.default.copyItem(at: URL(fileURLWithPath: path), to: copy)
            try edit(copy)
            return try body(try ModelDirectory(path: copy.path))
        }
    }
}

/// What transformers' MarianTokenizer makes of texts and ids.
struct Golden: Decodable {
    struct Encoded: Decodable {
        let text: String
        let source: [Int32]
        let target: [Int32]
    }
    struct Decoded: Decodable {
        let ids: [Int32]
        let text: String
    }
    let encoded: [Encoded]
    let decoded: [Decoded]
}

func withTemporaryDirectory<Result>(_ body: (URL) throws -> Result) throws -> Result {
    let directory = try TemporaryDirectory()
    return try withExtendedLifetime(directory) { try body(URL(filePath: directory.path)) }
}

extension URL {
    func write(_ text: String, to name: String) throws {
        try Data(text.utf8).write(to: appendingPathComponent(name))
    }

    func replace(_ old: String, with new: String, in name: String) throws {
        let file = appendingPathComponent(name)
        let text = try String(decoding: Data(contentsOf: file), as: UTF8.self)
        try write(text.replacingOccurrences(of: old, with: new), to: name)
    }
}

/// Equal scalar by scalar; `==` on strings would hide differences of normalization.
func sameScalars(_ first: String, _ second: String) -> Bool { first.utf8.elementsEqual(second.utf8) }
