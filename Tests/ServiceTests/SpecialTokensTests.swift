import Foundation
import JSON
import TestSupport
import Testing

@testable import Service

/// Texts that are full of their tokenizer's own special tokens, cut to the model's 12 positions, against transformers
/// (Tools/fixtures/special_tokens.py).
@Suite struct SpecialTokensTests {
    static let directories = [
        "types", "types-last", "types-not-asked", "types-of-a-sequence", "types-around-types", "several-begins",
        "no-end", "no-begin",
    ]

    @Test(arguments: directories)
    func truncatedTextsAndTokenTypesAreTheReferences(name: String) async throws {
        let service = try TestService([("model", .fixture("special-tokens/\(name)"))])
        let examples = try #require(try Fixtures.json("special-tokens/\(name)/golden.json").elements)
        #expect(examples.count > 25)
        for example in examples {
            let text = try #require(example["text"]?.string)
            let body = #"{"overflow":"truncate","input":\#(Self.quoted(text))}"#
            let output = try #require(try await service.post("/encode", body)["outputs"]?[0])
            #expect(output["tokens"]?.elements?.map { $0["id"]?.integer } == example["ids"]?.elements?.map(\.integer))
            let dropped = example["dropped"]?.integer ?? 0
            #expect(output["dropped_tokens"]?.integer == (dropped > 0 ? dropped : nil), "\(text)")
            #expect(output["truncated"]?.boolean == (dropped > 0 ? true : nil), "\(text)")
            let states = output["hidden_states"]?.elements?.flatMap { $0.numbers ?? [] } ?? []
            let reference = example["states"]?.elements?.flatMap { $0.numbers ?? [] } ?? []
            try #require(states.count == reference.count)
            let difference = zip(states, reference).reduce(0) { max($0, abs($1.0 - $1.1)) }
            #expect(difference < 3e-5, "\(text)")
        }
    }

    private static func quoted(_ text: String) -> String {
        var writer = JSONWriter()
        writer.value(text)
        return String(decoding: writer.finish().copyOfBytes(), as: UTF8.self)
    }

    @Test func tokensThatTheTokenizerDoesNotKnowAreCounted() async throws {
        let service = try TestService([("model", .fixture("special-tokens/types"))])
        for path in ["/encode", "/tokenize"] {
            let outputs = try await service.post(path, #"{"input":["a é ? b","a b [UNK]",""]}"#)["outputs"]
            #expect(outputs?[0]?["unknown_tokens"]?.integer == 2, "\(path)")
            // The text spells it out.
            #expect(outputs?[1]?["unknown_tokens"] == nil, "\(path)")
            #expect(outputs?[2]?["unknown_tokens"] == nil, "\(path)")
        }
        // Ids are taken as they are.
        let ids = try await service.post("/encode", #"{"input":[1,6]}"#)["outputs"]
        #expect(ids?[0]?["unknown_tokens"] == nil)
        // Those that were cut off do not count.
        let cut = try await service.post(
            "/encode", #"{"input":"a a a a a a a a a a ? ? ?","overflow":"truncate"}"#)["outputs"]
        #expect(cut?[0]?["unknown_tokens"] == nil && cut?[0]?["dropped_tokens"]?.integer == 3)
    }

    @Test func decodingCountsUnknownTokens() async throws {
        let service = try TestService([("letters", .letters)])
        let outputs = try await service.post("/decode", #"{"input":["ab","a☃b☃"],"max_new_tokens":2}"#)["outputs"]
        #expect(outputs?[0]?["unknown_tokens"] == nil)
        #expect((outputs?[1]?["unknown_tokens"]?.integer ?? 0) >= 2)
    }

    /// A copy of a fixture with other settings.
    private func service(
        _ name: String, in directory: TemporaryDirectory, editing file: String, _ replacements: [(String, String)],
        configure: (inout Configuration) -> Void = { _ in }
    ) throws -> Application {
        let copy = URL(fileURLWithPath: directory.path).appendingPathComponent(name)
        try FileManager.default.copyItem(
            at: URL(fileURLWithPath: Fixtures.path("special-tokens/\(name)")), to: copy)
        let url = copy.appendingPathComponent(file)
        var text = try String(contentsOf: url, encoding: .utf8)
        for (old, new) in replacements {
            try #require(text.contains(old))
            text = text.replacingOccurrences(of: old, with: new)
        }
        try text.write(to: url, atomically: true, encoding: .utf8)
        var configuration = Configuration.patient
        configuration.models = [ModelSource(name: "model", place: .path(copy.path))]
        configure(&configuration)
        let application = Application(configuration: configuration, logsProgress: false)
        try application.load()
        return application
    }

    @Test func aTypeThatTheModelLacksIsRefused() async throws {
        let directory = try TemporaryDirectory()
        let application = try service(
            "types", in: directory, editing: "tokenizer.json", [(#""type_id": 2"#, #""type_id": 3"#)])
        let reply = await application.respond(to: "/encode", body: Array(#"{"input":["a"]}"#.utf8))
        let seen = try ErrorSeen(status: reply.status, body: reply.json())
        #expect(seen.status == 422 && seen.param == "input[0]", "\(seen)")
        #expect(seen.message?.contains("type 3") == true && seen.message?.contains("type_vocab_size") == true)
        let ids = await application.respond(to: "/encode", body: Array(#"{"input":[6]}"#.utf8))
        #expect(ids.status == 200)
    }

    @Test func whatSurroundsATextIsNeverCut() async throws {
        let directory = try TemporaryDirectory()
        let application = try service("several-begins", in: directory, editing: "config.json", []) {
            $0.maxInputTokens = 3
        }
        let reply = await application.respond(
            to: "/encode", body: Array(#"{"input":"a b","overflow":"truncate"}"#.utf8))
        let seen = try ErrorSeen(status: reply.status, body: reply.json())
        #expect(seen.status == 422 && seen.param == "input" && seen.message?.contains("around a text") == true)
    }

    @Test func idsAreCutOnTheTokenizersSide() async throws {
        let ids = "[\((0..<13).map(String.init).joined(separator: ","))]"
        for (name, first) in [("types", 0), ("types-last", 1)] {
            let service = try TestService([("model", .fixture("special-tokens/\(name)"))])
            let output = try await service.post("/encode", #"{"input":\#(ids),"overflow":"truncate"}"#)["outputs"]?[0]
            #expect(output?["tokens"]?[0]?["id"]?.integer == first && output?["tokens"]?.count == 12)
        }
    }
}
