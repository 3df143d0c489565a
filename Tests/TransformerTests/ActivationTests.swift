import JSON
import Tensors
import TestSupport
import Testing
import Transformer

@Suite struct ActivationTests {
    @Test func activationsByNameAreThoseOfTransformers() throws {
        let golden = try Fixtures.json("scalars/golden.json")
        let inputs = try golden.required("inputs").flatFloats
        let activations = try #require(golden.required("activations").members)
        for (name, expected) in activations {
            let activation = try #require(Activation(huggingFaceName: name), "\(name)")
            let tensor = Tensor(Shape(inputs.count), inputs)
            tensor.apply(activation)
            for (found, expected) in zip(tensor.array(), expected.flatFloats) {
                #expect(abs(found - expected) <= 2e-6 * max(1, abs(expected)), "\(name)")
            }
        }
    }

    @Test func activationsWithWeightsAreRefusedByName() throws {
        for name in try Fixtures.json("scalars/golden.json").required("weighted").list.compactMap(\.string) {
            let document = try JSONDocument(parsing: #"{"hidden_act": "\#(name)"}"#)
            let error = #expect(throws: ModelError.self) {
                try ModelConfiguration(document.root).activation("hidden_act", default: "gelu")
            }
            #expect(
                error?.description.hasPrefix(#"config.json: "hidden_act" "\#(name)" is not served; served are gelu, "#)
                    == true)
        }
    }
}
