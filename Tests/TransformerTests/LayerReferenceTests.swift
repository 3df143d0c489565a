import Checkpoints
import JSON
import Tensors
import TestSupport
import Testing

@testable import Transformer

/// Each part of each layer by itself, given what transformers gave its own: a fault is where a line fails.
///
/// BART normalises after the addition, mBART before.
@Suite struct LayerReferenceTests {
    private let tolerance: Float = 1e-5

    @Test(arguments: ["bart", "mbart"])
    func encoderPartsEqualReference(name: String) throws {
        let dump = try LayerDump(name)
        let encoder = dump.model.encoder
        let batch = RaggedBatch(lengths: [dump.source.count])
        try dump.expect(encoder.embedding([.tokens(dump.source)]), is: "encoder.0.in", tolerance)
        for (index, layer) in encoder.layers.enumerated() {
            let place = "encoder.\(index)"
            try dump.check(place, tolerance) { layer($0, over: batch, captures: [nil]) }
            try dump.check("\(place).self_attn", tolerance) {
                layer.selfAttention($0, over: batch, captures: [nil])
            }
            try dump.check("\(place).self_attn_layer_norm", tolerance) { layer.selfAttentionResidual.norm($0) }
            try dump.check("\(place).fc1", makes: "\(place).fc2", tolerance) { layer.feedForward($0) }
            try dump.check("\(place).final_layer_norm", tolerance) { layer.feedForwardResidual.norm($0) }
        }
        let last = try dump["encoder.\(encoder.layers.count - 1).out"]
        try dump.expect(encoder.finalNorm?(last) ?? last, is: "encoder.out", tolerance)
    }

    @Test(arguments: ["bart", "mbart"])
    func decoderPartsEqualReference(name: String) throws {
        let dump = try LayerDump(name)
        let decoder = try #require(dump.model.decoder)
        let encoded = try dump["encoder.out"]
        let source = try #require(decoder.sources(of: encoded, rows: [0..<dump.source.count]).first)
        // A step for each use: what a layer keeps of it is used once.
        func step() -> DecoderStep {
            DecoderStep([decoder.begin(source: source, prompt: dump.prompt, capturing: .none)])
        }
        try dump.expect(step().embedded(by: decoder.embedding), is: "decoder.0.in", tolerance)
        for (index, layer) in decoder.layers.enumerated() {
            let place = "decoder.\(index)"
            try dump.check(place, tolerance) { layer($0, step: step(), layer: index) }
            try dump.check("\(place).self_attn", tolerance) { layer.mixer($0, step: step(), layer: index) }
            try dump.check("\(place).self_attn_layer_norm", tolerance) { layer.mixerResidual.norm($0) }
            try dump.check("\(place).encoder_attn", tolerance) {
                layer.crossAttention($0, step: step(), layer: index)
            }
            try dump.check("\(place).encoder_attn_layer_norm", tolerance) { layer.crossAttentionResidual.norm($0) }
            try dump.check("\(place).fc1", makes: "\(place).fc2", tolerance) { layer.feedForward($0) }
            try dump.check("\(place).final_layer_norm", tolerance) { layer.feedForwardResidual.norm($0) }
        }
        let last = try dump["decoder.\(decoder.layers.count - 1).out"]
        try dump.expect(decoder.finalNorm?(last) ?? last, is: "decoder.out", tolerance)
    }
}

/// What the parts of a small model were given and made in transformers.
private struct LayerDump {
    let model: Model
    let source: [Int32]
    let prompt: [Int32]
    private let tensors: Checkpoint

    init(_ name: String) throws {
        let golden = try Fixtures.json("layers/\(name)/golden.json")
        let folder = try #require(golden["model"]?.string)
        model = try Model(ModelFiles(directory: ModelDirectory(path: Fixtures.path(folder))))
        source = try golden.required("source").tokenIDs
        prompt = try golden.required("prompt").tokenIDs
        tensors = try Checkpoint(directory: ModelDirectory(path: Fixtures.path("layers/\(name)")))
    }

    subscript(name: String) -> Tensor {
        get throws {
            let stored = try tensors.tensor(name)
            let numbers = stored.withBytes { Array($0.assumingMemoryBound(to: Float.self)) }
            return Tensor(Shape(stored.shape[0], stored.shape[1]), numbers)
        }
    }

    /// - place: a module's name; what it was given stands under `.in`, what it made under `.out`
    /// - other: the module whose output counts; nil: the same
    func check(_ place: String, makes other: String? = nil, _ tolerance: Float, _ part: (Tensor) -> Tensor) throws {
        try expect(part(try self[place + ".in"]), is: (other ?? place) + ".out", tolerance)
    }

    func expect(_ found: Tensor, is name: String, _ tolerance: Float) throws {
        let difference = Difference(found.array(), from: try self[name].array())
        #expect(difference.isWithin(tolerance), "\(name): \(difference)")
    }
}
