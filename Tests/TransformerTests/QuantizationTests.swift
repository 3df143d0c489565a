import Checkpoints
import Foundation
import Tensors
import TestSupport
import Testing
import Transformer

/// What `heed quantize` writes is, loaded, what loading the original with the number type makes.
@Suite struct QuantizationTests {
    private static let fixtures = Fixtures.encoderDecoderModels + Fixtures.encoderModels.map { "families/\($0)" }

    /// Bits of everything that a model computes from some tokens.
    private func results(_ model: Model) -> [UInt32] {
        let vocabularySize = Int32(model.description.encoder.vocabularySize)
        let sequences: [[Int32]] = [[3, 5, 4, vocabularySize - 1], [2]]
        let encoded = model.encoder(sequences.map { .tokens($0) }, selections: [nil, nil])
        var results = encoded.hiddenStates.array()
        if let decoder = model.decoder {
            let sources = decoder.sources(of: encoded.hiddenStates, rows: [0..<4])
            let state = decoder.begin(source: sources[0], prompt: [0, 2, 7], capturing: .none)
            results += decoder(DecoderStep([state])).array()
        }
        return results.map(\.bitPattern)
    }

    private func fileSize(_ path: String) throws -> Int {
        try FileManager.default.attributesOfItem(atPath: path)[.size] as? Int ?? 0
    }

    @Test(arguments: fixtures, [WeightType.int8, .bfloat16])
    func whatIsWrittenIsWhatLoadingMakes(_ name: String, _ type: WeightType) throws {
        let parent = try TemporaryDirectory()
        let output = parent.path + "/quantised"
        let quantizer = try ModelQuantizer(path: Fixtures.path(name), as: type)
        try quantizer.write(to: output)

        let original = try Model(ModelFiles(directory: ModelDirectory(path: Fixtures.path(name))), as: type)
        let written = try Model(ModelFiles(directory: ModelDirectory(path: output)))
        #expect(written.weightType == type)
        #expect(results(written) == results(original))
        #expect(written.description == original.description)
        #expect(written.weightBytes == original.weightBytes)

        let inspection = ModelInspection(directory: try ModelDirectory(path: output))
        #expect(inspection.quantization == type && inspection.description == original.description)
        #expect(inspection.configurationProblems + inspection.weightProblems == [])
        #expect(inspection.weights?.unused == [] && inspection.weights?.unread == [])
        #expect(try fileSize(output + "/model.safetensors") > quantizer.byteCount)
        // Nothing is left beside it.
        #expect(try FileManager.default.contentsOfDirectory(atPath: parent.path) == ["quantised"])
    }

    @Test func integersAreHeldAsNothingElse() throws {
        let parent = try TemporaryDirectory()
        let name = Fixtures.path("marian/shared-swish")
        for type in [WeightType.int8, .bfloat16] {
            try ModelQuantizer(path: name, as: type).write(to: "\(parent.path)/\(type)")
        }
        let integers = try ModelDirectory(path: "\(parent.path)/int8")
        for type in [WeightType.float32, .bfloat16] {
            let error = #expect(throws: ModelError.self) { try Model(ModelFiles(directory: integers), as: type) }
            #expect(error?.description.contains("quantization_config") == true)
            #expect(error?.description.contains("dtype at auto") == true)
        }
        #expect(try Model(ModelFiles(directory: integers), as: .int8).weightType == .int8)
        // Rounded weights are exact in float32.
        let rounded = try ModelDirectory(path: "\(parent.path)/bfloat16")
        #expect(try Model(ModelFiles(directory: rounded), as: .float32).weightType == .float32)
        for type in ["int8", "bfloat16"] {
            #expect(throws: ModelError.self) { try ModelQuantizer(path: "\(parent.path)/\(type)", as: .int8) }
        }
    }

    @Test(arguments: [
        (#"{"quant_method": "gptq", "bits": 4}"#, "gptq"), (#"{}"#, "null"),
        (#"{"quant_method": "heed", "dtype": "int4"}"#, "int4"), (#"{"quant_method": "heed"}"#, "null"),
        (#"{"quant_method": "heed", "dtype": "float32"}"#, "float32"), ("7", "null"),
    ])
    func otherQuantisationsAreRefusedByName(_ mark: String, _ part: String) throws {
        let directory = try copy(of: "marian/shared-swish") { configuration in
            let end = try #require(configuration.lastIndex(of: "}"))
            return configuration[..<end] + ",\"quantization_config\": \(mark)}"
        }
        let error = #expect(throws: ModelError.self) {
            try Model(ModelFiles(directory: ModelDirectory(path: directory.path)))
        }
        #expect(error?.description.contains("quantization_config") == true)
        #expect(error?.description.contains(part) == true)
    }

    private func copy(
        of fixture: String, configuration change: (String) throws -> String = { $0 }
    ) throws -> TemporaryDirectory {
        let directory = try TemporaryDirectory()
        for name in ["config.json", "generation_config.json", "model.safetensors"] {
            let bytes = try [UInt8](Data(contentsOf: URL(filePath: Fixtures.path("\(fixture)/\(name)"))))
            if name == "config.json" {
                try directory.write(name, try change(String(decoding: bytes, as: UTF8.self)))
            } else {
                try directory.write(name, bytes)
            }
        }
        return directory
    }

    @Test func otherFilesAreCopiedAndOtherWeightsAreNot() throws {
        let source = try copy(of: "marian/shared-swish")
        try source.write("README.md", "of the model")
        try source.write("1_Pooling/config.json", "{}")
        try source.write("2_Dense/model.safetensors", "weights of another layer")
        try source.write("tokenizer.json.real", "linked")
        try FileManager.default.createSymbolicLink(
            atPath: source.path + "/vocab.txt", withDestinationPath: source.path + "/tokenizer.json.real")
        for name in ["pytorch_model.bin", "tf_model.h5", "model.safetensors.index.json", ".hidden"] {
            try source.write(name, "no")
        }
        let output = try TemporaryDirectory()
        // An empty directory is taken.
        try ModelQuantizer(path: source.path + "/", as: .int8).write(to: output.path + "/")
        let names = try FileManager.default.contentsOfDirectory(atPath: output.path)
        #expect(
            names.sorted() == [
                "1_Pooling", "2_Dense", "README.md", "config.json", "generation_config.json", "model.safetensors",
                "tokenizer.json.real", "vocab.txt",
            ])
        func text(_ name: String) throws -> String {
            String(decoding: try Data(contentsOf: URL(filePath: output.path + "/" + name)), as: UTF8.self)
        }
        #expect(try text("vocab.txt") == "linked" && text("README.md") == "of the model")
        #expect(try text("1_Pooling/config.json") == "{}")
        #expect(try text("2_Dense/model.safetensors") == "weights of another layer")
    }

    @Test func modelInsideItsDirectoryIsQuantizedThere() throws {
        let output = try TemporaryDirectory()
        let source = Fixtures.path("layouts/sentence-embeddings/first-versions")
        try ModelQuantizer(path: source, as: .int8).write(to: output.path + "/written")
        let written = try ModelDirectory(path: output.path + "/written")
        #expect(!written.contains("config.json") && !written.contains("model.safetensors"))
        let modules = try #require(try SentenceModules(directory: written))
        #expect(modules.transformer.maxTokens == 24)
        #expect(try Model(ModelFiles(directory: modules.transformer.directory)).weightType == .int8)
    }

    @Test func whatIsThereIsNotWrittenOver() throws {
        let parent = try TemporaryDirectory()
        try parent.write("full/precious", "1")
        try parent.write("file", "1")
        let quantizer = try ModelQuantizer(path: Fixtures.path("marian/shared-swish"), as: .int8)
        for name in ["full", "full/", "file", "missing/inside"] {
            #expect(throws: ModelError.self) { try quantizer.write(to: "\(parent.path)/\(name)") }
        }
        let model = try copy(of: "marian/shared-swish")
        #expect(throws: ModelError.self) {
            try ModelQuantizer(path: model.path, as: .int8).write(to: model.path + "/inside")
        }
        #expect(try FileManager.default.contentsOfDirectory(atPath: parent.path).sorted() == ["file", "full"])
        #expect(try FileManager.default.contentsOfDirectory(atPath: model.path).count == 3)
    }

    @Test func failureLeavesNothing() throws {
        let model = try copy(of: "marian/shared-swish")
        let quantizer = try ModelQuantizer(path: model.path, as: .int8)
        let bytes = try [UInt8](Data(contentsOf: URL(filePath: model.path + "/model.safetensors")))
        // In place, so that the file that was opened is shortened.
        let handle = try #require(FileHandle(forWritingAtPath: model.path + "/model.safetensors"))
        try handle.truncate(atOffset: UInt64(bytes.count / 2))
        try handle.close()
        let parent = try TemporaryDirectory()
        let error = #expect(throws: ModelError.self) { try quantizer.write(to: parent.path + "/out") }
        #expect(error?.description.contains("cannot be read") == true)
        #expect(try FileManager.default.contentsOfDirectory(atPath: parent.path) == [])
    }

    @Test(arguments: ["{}", "{ }\n", "{\"a\": 1}", "{\n  \"a\": {\"b\": [1]}\n}\n"])
    func configurationKeepsWhatItHas(_ text: String) throws {
        let marked = try #require(QuantizationMark.marked(Array(text.utf8), as: .int8))
        let object = try #require(try JSONSerialization.jsonObject(with: Data(marked)) as? [String: Any])
        let before = try #require(try JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any])
        #expect(Set(object.keys) == Set(before.keys).union(["quantization_config"]))
        #expect(object["quantization_config"] as? [String: String] == ["quant_method": "heed", "dtype": "int8"])
    }
}
