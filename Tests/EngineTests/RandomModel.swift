import Checkpoints
import TestSupport
import Tensors
import Transformer

/// A Marian model of random weights, large enough that its products are shared among threads, as those of the fixtures are not.
struct RandomModel {
    private static let size = 128
    private static let feedForwardSize = 512

    private let directory: TemporaryDirectory
    private var random = SeededGenerator(1)
    private var file = SafetensorsBuilder()

    init(layers: Int = 2, positions: Int = 64, vocabularySize: Int = 1200) throws {
        directory = try TemporaryDirectory()
        let (size, feedForwardSize) = (Self.size, Self.feedForwardSize)
        try directory.write(
            "config.json",
            """
            {"model_type": "marian", "architectures": ["MarianMTModel"], "d_model": \(size), "vocab_size": \(vocabularySize),
             "encoder_layers": \(layers), "decoder_layers": \(layers), "encoder_attention_heads": 4,
             "decoder_attention_heads": 4, "encoder_ffn_dim": \(feedForwardSize), "decoder_ffn_dim": \(feedForwardSize),
             "max_position_embeddings": \(positions), "activation_function": "swish", "scale_embedding": true, "eos_token_id": 0,
             "pad_token_id": \(vocabularySize - 1), "decoder_start_token_id": \(vocabularySize - 1)}
            """)
        add("model.shared.weight", [vocabularySize, size])
        add("final_logits_bias", [1, vocabularySize])
        for layer in 0..<layers {
            addLayer("model.encoder.layers.\(layer)", attentions: ["self_attn"])
            addLayer("model.decoder.layers.\(layer)", attentions: ["self_attn", "encoder_attn"])
        }
        try directory.write("model.safetensors", file.bytes())
    }

    func load(as type: WeightType) throws -> Model {
        try Model(ModelFiles(directory: ModelDirectory(path: directory.path)), as: type)
    }

    /// Sequences of different lengths.
    var inputs: [[Int32]] {
        (0..<7).map { index -> [Int32] in
            let length = 3 + 5 * index
            let tokens = (0..<length).map { place -> Int32 in Int32(1 + (place * 37 + index * 101) % 1100) }
            return tokens + [0]
        }
    }

    private mutating func addLayer(_ name: String, attentions: [String]) {
        for attention in attentions {
            for projection in ["q_proj", "k_proj", "v_proj", "out_proj"] {
                addLinear("\(name).\(attention).\(projection)", inputs: Self.size, outputs: Self.size)
            }
            addNorm("\(name).\(attention)_layer_norm")
        }
        addLinear("\(name).fc1", inputs: Self.size, outputs: Self.feedForwardSize)
        addLinear("\(name).fc2", inputs: Self.feedForwardSize, outputs: Self.size)
        addNorm("\(name).final_layer_norm")
    }

    private mutating func addLinear(_ name: String, inputs: Int, outputs: Int) {
        add("\(name).weight", [outputs, inputs])
        add("\(name).bias", [outputs])
    }

    private mutating func addNorm(_ name: String) {
        add("\(name).weight", [Self.size])
        add("\(name).bias", [Self.size])
    }

    private mutating func add(_ name: String, _ shape: [Int]) {
        let numbers = (0..<shape.reduce(1, *)).map { _ in Float(Int16(truncatingIfNeeded: random.next())) * 0x1p-17 }
        file.add(name, type: "F32", shape: shape, bytes: numbers.withUnsafeBytes { Array($0) })
    }
}
