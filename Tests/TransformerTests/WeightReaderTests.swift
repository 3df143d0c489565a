import Checkpoints
import Tensors
import TestSupport
import Testing
import Transformer

@Suite struct WeightReaderTests {
    private func reader(
        _ tensors: SafetensorsBuilder, packing weightType: WeightType = .float32
    ) throws -> WeightReader {
        let directory = try TemporaryDirectory()
        try directory.write("model.safetensors", tensors.bytes())
        // What is open outlives the file's name.
        return try withExtendedLifetime(directory) {
            try WeightReader(Checkpoint(directory: ModelDirectory(path: directory.path)), packing: weightType)
        }
    }

    @Test func optionalTensorOfAnUnsupportedTypeIsNotTakenForAbsent() throws {
        var tensors = SafetensorsBuilder()
        tensors.add("head.bias", type: "F4", shape: [1], bytes: [0])
        let weights = try reader(tensors).scoped("head")
        #expect(throws: ModelError.checkpoint(.unsupportedType(name: "head.bias", type: "F4"))) {
            try weights.optionalTensor("bias", Shape(1))
        }
        #expect(try weights.optionalTensor("gain", Shape(1)) == nil)
    }

    @Test func numbersOf64BitsAreRounded() throws {
        let numbers = [1 / 3.0, -1e-300, 3.4e38, 16_777_217]
        var tensors = SafetensorsBuilder()
        tensors.add("w", type: "F64", shape: [1, 4], bytes: numbers.withUnsafeBytes { Array($0) })
        tensors.add("huge", type: "F64", shape: [1], bytes: withUnsafeBytes(of: 1e300) { Array($0) })
        let weights = try reader(tensors)
        #expect(try weights.tensor("w", Shape(1, 4)).array() == numbers.map { Float($0) })
        let matrix = try weights.packed([LinearLayer(weights: weights.weights("w", Shape(1, 4)), bias: nil)])
        #expect(matrix(Tensor(Shape(1, 4), [1, 0, 0, 1])).array() == [Float(1 / 3.0) + 16_777_216])
        #expect(throws: ModelError.checkpoint(.notFinite(name: "huge"))) { try weights.tensor("huge", Shape(1)) }
    }

    @Test(arguments: ["F8_E4M3", "F8_E5M2"])
    func numbersOfEightBitsAreThoseOfTorch(_ type: String) throws {
        let expected = try Fixtures.json("scalars/golden.json").required("float8").required(type).list
        #expect(expected.count == 256)
        var tensors = SafetensorsBuilder()
        tensors.add("w", type: type, shape: [256], bytes: (0..<256).map { UInt8($0) })
        let found = try reader(tensors).tensor("w", Shape(256), isFinite: false).array()
        for (found, expected) in zip(found, expected) {
            guard let number = expected.number.map({ Float($0) }) else {
                #expect(!found.isFinite)
                continue
            }
            // The file has seven digits.
            #expect(abs(found - number) <= abs(number) * 1e-6)
        }
    }

    @Test func aLayerTooWideForInt8IsRefusedAndServedOtherwise() throws {
        let inputs = PackedMatrix.mostQuantizedInputs + 1
        let layer = LinearLayer(
            weights: StoredWeights(
                name: "wide", shape: Shape(1, inputs), numbers: StoredNumbers(Tensor(zeros: Shape(1, inputs)))),
            bias: nil)
        #expect(throws: ModelError.tooWideForInt8(inputs: inputs, limit: PackedMatrix.mostQuantizedInputs)) {
            try WeightReader(Checkpoint(), packing: .int8).packed([layer])
        }
        #expect(try WeightReader(Checkpoint(), packing: .bfloat16).packed([layer]).inputs == inputs)
    }

    private func named(_ names: String...) throws -> WeightReader {
        var tensors = SafetensorsBuilder()
        for name in names { tensors.add(name, shape: [1], floats: [1]) }
        return try reader(tensors)
    }

    @Test(arguments: ["", "bert."])
    func baseModelIsFoundWithAndWithoutItsPrefix(prefix: String) throws {
        let root = try named(prefix + "encoder.weight", "cls.weight")
        let base = root.rooted(at: ["bert", ""])
        _ = try base.scoped("encoder").tensor("weight", Shape(1))
        #expect(!base.contains("weight"))
        #expect(root.unusedNames == ["cls.weight"])
    }

    @Test func prefixOfOneTensorDecidesForAll() throws {
        let base = try named("bert.encoder.weight", "pooler.weight").rooted(at: ["bert", ""])
        #expect(!base.contains("pooler.weight"))
        #expect(throws: ModelError.checkpoint(.missingTensor(name: "bert.pooler.weight"))) {
            try base.tensor("pooler.weight", Shape(1))
        }
    }

    @Test func prefixIsAWholePartOfTheName() throws {
        #expect(try named("bertha.weight").rooted(at: ["bert", ""]).contains("bertha.weight"))
    }

    @Test func absentBaseModelIsNamedByTheLastCandidate() throws {
        let base = try named("weight").rooted(at: ["bert", "roberta"])
        #expect(throws: ModelError.checkpoint(.missingTensor(name: "roberta.weight"))) {
            try base.tensor("weight", Shape(1))
        }
    }

    @Test func baseModelIsFoundInsideAScope() throws {
        #expect(try named("0.bert.weight").scoped("0").rooted(at: ["bert", ""]).contains("weight"))
    }

    /// A linear layer "layer" and a table "table" with one odd number somewhere.
    private func withOddNumber(_ number: Float, in name: String) throws -> WeightReader {
        var tensors = SafetensorsBuilder()
        for (tensor, shape) in [("layer.weight", [40, 3]), ("layer.bias", [40]), ("table", [40, 3])] {
            var numbers = [Float](repeating: 1, count: shape.reduce(1, *))
            if tensor == name { numbers[numbers.count - 1] = number }
            tensors.add(tensor, shape: shape, floats: numbers)
        }
        return try reader(tensors)
    }

    @Test(arguments: [Float.nan, .infinity, -.infinity], ["layer.weight", "layer.bias", "table"])
    func weightsThatAreNotFiniteAreRefusedByName(_ number: Float, _ name: String) throws {
        let weights = try withOddNumber(number, in: name)
        #expect(throws: ModelError.checkpoint(.notFinite(name: name))) {
            _ = try weights.packedLinear("layer", inputs: 3, outputs: 40)
            _ = try weights.table(weights.weights("table", Shape(40, 3)))
        }
    }

    @Test func infinitiesThatBanTokensAreAllowed() throws {
        let weights = try withOddNumber(-.infinity, in: "layer.bias")
        #expect(try weights.tensor("layer.bias", Shape(40), isFinite: false)[39] == -.infinity)
    }

    @Test func theLayerOfSeveralThatIsNotSoundIsNamed() throws {
        var tensors = SafetensorsBuilder()
        for (name, number) in [("q", Float(1)), ("k", .nan), ("v", .infinity)] {
            tensors.add(name + ".weight", shape: [5, 2], floats: [Float](repeating: number, count: 10))
        }
        let weights = try reader(tensors, packing: .int8)
        let layers = try ["q", "k", "v"].map { try weights.linear($0, inputs: 2, outputs: 5, bias: false) }
        #expect(throws: ModelError.checkpoint(.notFinite(name: "k.weight"))) { try weights.packed(layers) }
    }

    /// A mapping would end the process here, by a signal.
    @Test(arguments: WeightType.allCases)
    func aFileThatIsShortenedWhileItIsLoadedIsAnError(_ type: WeightType) throws {
        var tensors = SafetensorsBuilder()
        tensors.add("bias", shape: [64], floats: [Float](repeating: 1, count: 64))
        tensors.add("layer.weight", shape: [640, 64], floats: [Float](repeating: 1, count: 40_960))
        let bytes = tensors.bytes()
        let directory = try TemporaryDirectory()
        try directory.write("model.safetensors", bytes)
        let checkpoint = try Checkpoint(directory: ModelDirectory(path: directory.path))
        let weights = WeightReader(checkpoint, packing: type)
        try directory.write("model.safetensors", Array(bytes[..<(bytes.count / 2)]))
        #expect(try weights.tensor("bias", Shape(64)).array() == [Float](repeating: 1, count: 64))
        let error = ModelError.checkpoint(.unreadableTensor(name: "layer.weight"))
        #expect(throws: error) { try weights.packedLinear("layer", inputs: 64, outputs: 640, bias: false) }
        #expect(throws: error) { try weights.table(weights.weights("layer.weight", Shape(640, 64))) }
        #expect(throws: error) { try weights.tensor("layer.weight", Shape(640, 64)) }
    }

    @Test(arguments: WeightType.allCases)
    func whatIsHeldIsCountedOnce(_ type: WeightType) throws {
        var tensors = SafetensorsBuilder()
        tensors.add("layer.weight", shape: [32, 64], floats: [Float](repeating: 1, count: 2048))
        tensors.add("layer.bias", shape: [32], floats: [Float](repeating: 1, count: 32))
        tensors.add("table", shape: [10, 64], floats: [Float](repeating: 1, count: 640))
        let weights = try reader(tensors, packing: type)
        _ = try weights.packedLinear("layer", inputs: 64, outputs: 32)
        _ = try weights.table(weights.weights("table", Shape(10, 64)))
        let norm = 64 * 4
        weights.hold(Tensor(zeros: Shape(64)))
        let expected =
            switch type {
            case .float32: 2048 * 4 + 32 * 4 + 640 * 4
            case .bfloat16: 2048 * 2 + 32 * 4 + 640 * 2
            case .int8: 2048 + 2 * 32 * 4 + 640 * 2
            }
        #expect(weights.heldBytes == expected + norm)
    }
}
