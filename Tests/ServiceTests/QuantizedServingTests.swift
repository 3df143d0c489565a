import Foundation
import TestSupport
import Testing

@testable import Service

/// Directories of `heed quantize`, served.
@Suite struct QuantizedServingTests {
    private static let original = Fixtures.path("marian/shared-swish")

    private func application(
        _ directory: String, configure: (inout Configuration) -> Void = { _ in }
    ) throws -> Application {
        var configuration = Configuration.patient
        configuration.models = [
            ModelSource(name: "model", place: .path(directory)),
            ModelSource(name: "plain", place: .path(Self.original)),
        ]
        configure(&configuration)
        let application = Application(configuration: configuration, logsProgress: false)
        try application.load()
        return application
    }

    @Test(arguments: Quantization.types)
    func theDirectorySaysHowItsWeightsAreHeld(_ type: String) async throws {
        let parent = try TemporaryDirectory()
        let directory = parent.path + "/quantised"
        let bytes = try Quantization.write(directory: Self.original, output: directory, type: type)
        #expect(bytes > 0)
        let quantised = try application(directory)
        let asked = try application(Self.original) { $0.weightType = type == "int8" ? .int8 : .bfloat16 }
        #expect(try await quantised.respond(to: "/models/model").json()["dtype"]?.string == type)
        #expect(try await quantised.respond(to: "/models/plain").json()["dtype"]?.string == "float32")
        let body = Array(#"{"input":[[5,9,7,0]],"model":"model","top_logprobs":2,"attention":true}"#.utf8)
        let found = try await quantised.respond(to: "/decode", body: body).json()
        let expected = try await asked.respond(to: "/decode", body: body).json()
        #expect(try found.required("outputs").text == expected.required("outputs").text)
    }

    @Test func integersAreNotServedAsFloats() async throws {
        let parent = try TemporaryDirectory()
        let directory = parent.path + "/quantised"
        _ = try Quantization.write(directory: Self.original, output: directory, type: "int8")
        let error = #expect(throws: StartupError.self) {
            try application(directory) { $0.weightType = .float32 }
        }
        #expect(error?.description.contains("leave dtype at auto") == true)
        let inspection = Inspection(of: ModelSource(name: "model", place: .path(directory)))
        #expect(inspection.isServable)
        #expect(throws: StartupError.self) {
            try Quantization.write(directory: directory, output: parent.path + "/twice", type: "int8")
        }
    }
}
