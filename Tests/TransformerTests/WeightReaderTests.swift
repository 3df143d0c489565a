import Checkpoints
import Tensors
import TestSupport
import Testing
import Transformer

@Suite struct WeightReaderTests {
    private func reader(_ tensors: SafetensorsBuilder) throws -> WeightReader {
        let directory = try TemporaryDirectory()
        try directory.write("model.safetensors", tensors.bytes())
        // What is mapped outlives the file's name.
        return try withExtendedLifetime(directory) {
            try WeightReader(Checkpoint(directory: ModelDirectory(path: directory.path)))
        }
    }

    @Test func optionalTensorOfAnUnsupportedTypeIsNotTakenForAbsent() throws {
        var tensors = SafetensorsBuilder()
        tensors.add("head.bias", type: "F64", shape: [1], bytes: [UInt8](repeating: 0, count: 8))
        let weights = try reader(tensors).scoped("head")
        #expect(throws: ModelError.checkpoint(.unsupportedType(name: "head.bias", type: "F64"))) {
            try weights.optionalTensor("bias", Shape(1))
        }
        #expect(try weights.optionalTensor("gain", Shape(1)) == nil)
    }

    @Test func aLayerTooWideForInt8IsRefusedAndServedOtherwise() throws {
        let inputs = PackedMatrix.mostQuantizedInputs + 1
        let layer = (weights: Tensor(zeros: Shape(1, inputs)), bias: Tensor?.none)
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
}
