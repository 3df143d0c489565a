import Checkpoints
import JSON
import TestSupport
import Transformer

/// A small random model with what transformers computes with it.
struct MarianFixture {
    let name: String
    let model: Model
    let golden: JSONDocument

    /// Every variant of the configuration that the fixtures cover.
    static let names = [
        "shared-swish", "separate-vocabularies", "untied-float16", "deep-decoder-bfloat16", "stored-positions",
        "biased-sharded",
    ]

    init(_ name: String) throws {
        self.name = name
        model = try Model(directory: ModelDirectory(path: Fixtures.path("marian/\(name)")))
        golden = try JSONDocument(
            parsing: FileBytes(mapping: Fixtures.path("marian/\(name)/golden.json")).withBytes { [UInt8]($0) })
    }

    func entries(_ key: String) throws -> JSONElements {
        guard let entries = golden.root[key]?.elements, !entries.isEmpty else { throw FixtureError.missing(key) }
        return entries
    }

    func inputTokens(_ entry: JSONValue) throws -> [Int32] {
        guard let index = entry["input"]?.integer else { throw FixtureError.missing("input") }
        return try entries("inputs")[index].required("input_ids").tokenIDs
    }

    var allEncoderMaps: AttentionSelection.Selected { Self.all(model.description.encoder) }
    var allDecoderMaps: AttentionSelection.Selected? { model.description.decoder.map(Self.all) }

    private static func all(_ stack: ModelDescription.Stack) -> AttentionSelection.Selected {
        .init(layers: Array(0..<stack.layers), heads: Array(0..<stack.heads))
    }
}

enum FixtureError: Error { case missing(String) }

extension JSONValue {
    func required(_ key: String) throws -> JSONValue {
        guard let value = self[key] else { throw FixtureError.missing(key) }
        return value
    }
}
