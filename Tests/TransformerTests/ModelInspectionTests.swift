import Checkpoints
import Foundation
import TestSupport
import Testing
import Transformer

/// What is found in a directory without loading it.
@Suite struct ModelInspectionTests {
    private static let fixtures = Fixtures.encoderDecoderModels + Fixtures.encoderModels.map { "families/\($0)" }

    @Test(arguments: fixtures) func agreesWithTheLoadedModel(name: String) throws {
        let directory = try ModelDirectory(path: Fixtures.path(name))
        let inspection = ModelInspection(directory: directory)
        let model = try Model(ModelFiles(directory: directory))
        #expect(inspection.description == model.description)
        #expect(
            inspection.configurationProblems + inspection.weightProblems + inspection.generationProblems == [])
        let weights = try #require(inspection.weights)
        let checkpoint = try Checkpoint(directory: directory)
        #expect((weights.used + weights.unread + weights.unused).sorted() == checkpoint.names)
        #expect(weights.types.reduce(0) { $0 + $1.tensors } == checkpoint.names.count)
        #expect(weights.files.isEmpty == false)
        #expect(model.notices.contains { $0.contains("not used") } == !weights.unused.isEmpty)
    }

    /// `marian/shared-swish` with other files beside its own.
    private func inspect(_ files: [String: String]) throws -> ModelInspection {
        let directory = try TemporaryDirectory()
        for file in ["config.json", "generation_config.json", "model.safetensors"] where files[file] == nil {
            try FileManager.default.createSymbolicLink(
                atPath: "\(directory.path)/\(file)", withDestinationPath: Fixtures.path("marian/shared-swish/\(file)"))
        }
        for (name, text) in files { try directory.write(name, text) }
        return try withExtendedLifetime(directory) {
            ModelInspection(directory: try ModelDirectory(path: directory.path))
        }
    }

    private func configuration(_ changes: [String: Any]) throws -> String {
        let path = Fixtures.path("marian/shared-swish/config.json")
        var object = try #require(
            try JSONSerialization.jsonObject(with: Data(contentsOf: URL(filePath: path))) as? [String: Any])
        for (key, value) in changes { object[key] = value }
        return String(decoding: try JSONSerialization.data(withJSONObject: object), as: UTF8.self)
    }

    @Test func everyMissingTensorIsFound() throws {
        let inspection = try inspect(["config.json": configuration(["decoder_layers": 2])])
        #expect(inspection.description?.decoder?.layers == 2)
        let missing = inspection.weightProblems.compactMap { problem -> String? in
            guard case .checkpoint(.missingTensor(let name)) = problem else { return nil }
            return name
        }
        #expect(missing.count == inspection.weightProblems.count)
        #expect(missing.count == 26)
        #expect(missing.allSatisfy { $0.hasPrefix("model.decoder.layers.1.") })
        #expect(Set(missing).count == missing.count)
    }

    @Test func everyWrongShapeIsFound() throws {
        let inspection = try inspect(["config.json": configuration(["encoder_ffn_dim": 17])])
        let wrong = inspection.weightProblems.filter {
            if case .checkpoint(.wrongShape) = $0 { true } else { false }
        }
        // fc1's weight and bias and fc2's weight in each of three layers.
        #expect(wrong.count == 9)
        #expect(wrong.count == inspection.weightProblems.count)
    }

    /// Sizes that no memory could hold are compared, not allocated.
    @Test func giantSizesAreOnlyCompared() throws {
        let inspection = try inspect([
            "config.json": configuration(["encoder_ffn_dim": 1_048_576, "vocab_size": 16_777_216])
        ])
        #expect(inspection.weightProblems.isEmpty == false)
    }

    @Test func eachFileIsLookedAt() throws {
        let inspection = try inspect([
            "config.json": "[1]", "generation_config.json": "{", "model.safetensors": "short",
        ])
        #expect(inspection.configurationProblems.count == 1)
        #expect(inspection.generationProblems.count == 1)
        #expect(inspection.weightProblems.count == 1)
        #expect(inspection.description == nil && inspection.weights == nil)
    }

    @Test func configurationIsReadWithoutWeights() throws {
        let inspection = try inspect(["model.safetensors": ""])
        #expect(inspection.description?.family == "marian")
        #expect(inspection.weightProblems.count == 1)
    }

    @Test func weightsOfAnUnknownFamilyAreListed() throws {
        let inspection = try inspect(["config.json": #"{"model_type":"unheard-of"}"#])
        #expect(inspection.configurationProblems.count == 1)
        #expect(inspection.weights?.used == [])
        #expect(inspection.weights?.unused.isEmpty == false)
        #expect(inspection.weightProblems == [])
    }
}
