import Checkpoints
import JSON
import TestSupport
import Transformer

/// A small random encoder with what transformers computes with it.
struct EncoderFixture {
    let model: Model
    private let golden: JSONValue

    init(_ name: String) throws {
        model = try Model(ModelFiles(directory: ModelDirectory(path: Fixtures.path("families/\(name)"))))
        golden = try Fixtures.json("families/\(name)/golden.json")
    }

    var inputs: [JSONValue] { golden["inputs"]?.list ?? [] }

    var allMaps: AttentionSelection.Selected {
        let encoder = model.description.encoder
        return .init(layers: Array(0..<encoder.layers), heads: Array(0..<encoder.heads))
    }
}
