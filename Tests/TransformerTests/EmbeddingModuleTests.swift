import Checkpoints
import JSON
import TestSupport
import Testing
import Transformer

/// Modules behind the pooling, against sentence-transformers.
@Suite struct EmbeddingModuleTests {
    @Test func everyActivationIsThatOfTorch() throws {
        let golden = try Fixtures.json("layouts/activations/golden.json")
        let directory = try ModelDirectory(path: Fixtures.path("layouts/activations"))
        let modules = try #require(try SentenceModules(directory: directory)).embedding
        let embedding = golden["embedding"]?.elements?.compactMap { $0.number } ?? []
        var names: [String] = []
        for module in modules {
            guard case .dense(let dense) = module else { continue }
            let name = dense.activation.name
            names.append(name)
            let expected = golden["outputs"]?[name]?.elements?.compactMap { $0.number } ?? []
            let found = module(embedding)
            #expect(found.count == expected.count && found.count == dense.outputSize)
            #expect(zip(found, expected).allSatisfy { abs($0 - $1) < 1e-6 }, "\(name): \(found), not \(expected)")
        }
        #expect(names == golden["outputs"]?.members?.map { $0.key } && names.count == 30)
    }

    @Test func zerosStayZerosWhenScaled() {
        #expect([0.0, 0].scaledToUnitLength() == [0, 0])
        #expect([3.0, 4].scaledToUnitLength() == [0.6, 0.8])
    }

    @Test(arguments: [
        (
            #"{"in_features": 3, "out_features": 6, "bias": true, "activation_function": "custom.Tanh"}"#,
            #""activation_function" is "custom.Tanh"; served are torch's AlphaDropout"#
        ),
        (
            #"{"in_features": 3, "out_features": 6, "activation_function": "torch.nn.Threshold"}"#,
            #""activation_function" is "torch.nn.Threshold""#
        ),
        (#"{"in_features": 3, "out_features": 6, "activation_function": null}"#, #""activation_function" is null"#),
        (#"{"in_features": 3, "out_features": 0}"#, #""out_features" must be a whole number from 1"#),
        (#"{"in_features": 3}"#, #""out_features" is missing"#),
        (
            #"{"in_features": 3, "out_features": 6, "use_residual": true, "activation_function": "torch.nn.GLU"}"#,
            #""use_residual" is true"#
        ),
        (
            #"{"in_features": 3, "out_features": 6, "module_input_name": "token_embeddings"}"#,
            #""module_input_name" is "token_embeddings""#
        ),
    ])
    func refusesOtherDenseModules(_ configuration: String, _ message: String) throws {
        let refusal = try refusal(configuration)
        #expect(refusal?.contains("2_Dense/config.json: " + message) == true, "\(refusal ?? "")")
    }

    @Test func weightsMustBeWhatTheConfigurationSays() throws {
        let base = #""in_features": 3, "out_features": 6"#
        #expect(try refusal("{\(base)}") == nil)
        #expect(try refusal("{\(base), \"bias\": false}")?.contains("has a tensor linear.bias") == true)
        #expect(try refusal("{\(base), \"use_residual\": true}")?.contains("residual.weight") == true)
        #expect(try refusal(#"{"in_features": 4, "out_features": 6}"#)?.contains("linear.weight") == true)
        let missing = SentenceDirectory(
            modules: [("Transformer", ""), ("Pooling", "1_Pooling"), ("Dense", "2_Dense")],
            ["2_Dense/config.json": "{\(base)}"])
        #expect(missing.refusal()?.contains("has no file model.safetensors or pytorch_model.bin") == true)
    }

    /// Of a directory with the weights of a Dense module from 3 numbers to 6.
    private func refusal(_ configuration: String) throws -> String? {
        let directory = try TemporaryDirectory()
        let types = [("Transformer", ""), ("Pooling", "1_Pooling"), ("Dense", "2_Dense")]
        let lines = types.map { #"{"type": "sentence_transformers.models.\#($0.0)", "path": "\#($0.1)"}"# }
        try directory.write("modules.json", "[" + lines.joined(separator: ",") + "]")
        try directory.write("1_Pooling/config.json", "{}")
        try directory.write("2_Dense/config.json", configuration)
        try directory.write(
            "2_Dense/model.safetensors", try Fixtures.bytes("layouts/activations/Tanh/model.safetensors"))
        return withExtendedLifetime(directory) {
            do {
                _ = try SentenceModules(directory: ModelDirectory(path: directory.path))
                return nil
            } catch {
                return "\(error)"
            }
        }
    }
}
