import Checkpoints
import JSON
import TestSupport
import Transformer

/// A small random model with what transformers computes with it.
struct EncoderDecoderFixture {
    let name: String
    let model: Model
    private let golden: JSONValue

    init(_ name: String) throws {
        self.name = name
        model = try Model(ModelFiles(directory: ModelDirectory(path: Fixtures.path("\(name)"))))
        golden = try Fixtures.json("\(name)/golden.json")
    }

    func entries(_ key: String) throws -> JSONElements {
        guard let entries = golden[key]?.elements, !entries.isEmpty else { throw FixtureError.missing(key) }
        return entries
    }

    func inputTokens(_ entry: JSONValue) throws -> [Int32] {
        guard let index = try entry.required("input").integer else { throw FixtureError.missing("input") }
        return try entries("inputs")[index].required("input_ids").tokenIDs
    }

    var allEncoderMaps: AttentionSelection.Selected { Self.all(model.description.encoder) }
    var allDecoderMaps: AttentionSelection.Selected? { model.description.decoder.map(Self.all) }

    private static func all(_ stack: ModelDescription.Stack) -> AttentionSelection.Selected {
        .init(layers: Array(0..<stack.layers), heads: Array(0..<stack.heads))
    }
}
