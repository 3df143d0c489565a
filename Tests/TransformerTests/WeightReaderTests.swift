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
}
