import Checkpoints
import Tensors
import TestSupport
import Testing
import Transformer

/// Files that look like heed's own, and are not.
@Suite struct QuantizedTensorTests {
    private func reader(
        packing type: WeightType = .int8, _ write: (inout SafetensorsBuilder) -> Void
    ) throws -> WeightReader {
        var file = SafetensorsBuilder()
        write(&file)
        let directory = try TemporaryDirectory()
        try directory.write("model.safetensors", file.bytes())
        return try withExtendedLifetime(directory) {
            try WeightReader(Checkpoint(directory: ModelDirectory(path: directory.path)), packing: type)
        }
    }

    private func linear(_ weights: WeightReader) throws -> PackedMatrix {
        try weights.packedLinear("x", inputs: 3, outputs: 2, bias: false)
    }

    /// An input of 2047 is the integer 2047, with a scale of 1: products are exact.
    private static let integers: [UInt8] = [1, 2, 3, 0xFF, 0x82, 127]

    @Test func integersTimesScalesAreTheWeights() throws {
        let weights = try reader {
            $0.add("x.weight.int8", type: "I8", shape: [2, 3], bytes: Self.integers)
            $0.add("x.weight.scale", shape: [2], floats: [0.5, 0])
        }
        #expect(weights.contains("x.weight"))
        let matrix = try linear(weights)
        let found = matrix(Tensor(Shape(3, 3), [2047, 0, 0, 0, 2047, 0, 0, 0, 2047])).array()
        let expected: [Float] = [1023.5, 0, 2047, 0, 3070.5, 0]
        #expect(found == expected)
        #expect(weights.parameterCount == 6 && weights.unusedNames == [])
    }

    /// What is wrong, and what the message names.
    private static let wrong: [(String, @Sendable (inout SafetensorsBuilder) -> Void)] = [
        ("x.weight.scale", { $0.add("x.weight.int8", type: "I8", shape: [2, 3], bytes: Self.integers) }),
        ("x.weight.int8", { $0.add("x.weight.scale", shape: [2], floats: [1, 1]) }),
        (
            "x.weight.int8",
            {
                $0.add("x.weight", shape: [2, 3], floats: [1, 2, 3, 4, 5, 6])
                $0.add("x.weight.scale", shape: [2], floats: [1, 1])
            }
        ),
        ("[3, 2]", { Self.with(shape: [3, 2], &$0) }),
        ("[6]", { Self.with(shape: [6], &$0) }),
        ("[3]", { Self.with(scaleShape: [3], scales: [1, 1, 1], &$0) }),
        ("[2, 1]", { Self.with(scaleShape: [2, 1], scales: [1, 1], &$0) }),
        ("[]", { Self.with(scaleShape: [], scales: [1], &$0) }),
        ("x.weight.scale", { Self.with(scales: [1, .nan], &$0) }),
        ("x.weight.scale", { Self.with(scales: [.infinity, 1], &$0) }),
        ("a scale is negative", { Self.with(scales: [1, -0.5], &$0) }),
        (
            "F32",
            {
                $0.add("x.weight.int8", shape: [2, 3], floats: [1, 2, 3, 4, 5, 6])
                $0.add("x.weight.scale", shape: [2], floats: [1, 1])
            }
        ),
        (
            "F16",
            {
                $0.add("x.weight.int8", type: "I8", shape: [2, 3], bytes: Self.integers)
                $0.add("x.weight.scale", type: "F16", shape: [2], bits16: [0x3C00, 0x3C00])
            }
        ),
        (
            "an integer is −128",
            {
                $0.add("x.weight.int8", type: "I8", shape: [2, 3], bytes: [0, 0, 0, 0, 0x80, 0])
                $0.add("x.weight.scale", shape: [2], floats: [1, 1])
            }
        ),
        ("I8", { $0.add("x.weight", type: "I8", shape: [2, 3], bytes: Self.integers) }),
    ]

    private static func with(
        shape: [Int] = [2, 3], scaleShape: [Int] = [2], scales: [Float] = [1, 1], _ file: inout SafetensorsBuilder
    ) {
        file.add("x.weight.int8", type: "I8", shape: shape, bytes: integers)
        file.add("x.weight.scale", shape: scaleShape, floats: scales)
    }

    @Test(arguments: wrong.indices) func whatIsNotHeedsOwnIsRefusedByName(_ index: Int) throws {
        let (name, write) = Self.wrong[index]
        let weights = try reader(write)
        let error = #expect(throws: ModelError.self) { try linear(weights) }
        #expect(error?.description.contains(name) == true, "\(error?.description ?? "")")
    }

    @Test func integersServeNoOtherUse() throws {
        let weights = try reader(packing: .bfloat16) { Self.with(&$0) }
        let error = #expect(throws: ModelError.self) { try linear(weights) }
        #expect(error?.description.contains("int8 only") == true)
        #expect(throws: ModelError.checkpoint(.missingTensor(name: "x.weight"))) {
            try weights.table(weights.weights("x.weight", Shape(2, 3)))
        }
        #expect(throws: ModelError.checkpoint(.missingTensor(name: "x.weight"))) {
            try weights.tensor("x.weight", Shape(2, 3))
        }
    }

    /// Layers that stand in one product may be quantised or not, each for itself.
    @Test func integersArePackedBesideFloats() throws {
        let weights = try reader { file in
            Self.with(scales: [0.25, 2], &file)
            file.add("y.weight", shape: [1, 3], floats: [127, -127, 0])
        }
        let layers = [
            try weights.linear("x", inputs: 3, outputs: 2, bias: false),
            try weights.linear("y", inputs: 3, outputs: 1, bias: false),
        ]
        let found = try weights.packed(layers)(Tensor(Shape(1, 3), [2047, 0, 0])).array()
        let expected: [Float] = [511.75, -4094, 259_969]
        #expect(found == expected)
    }
}
