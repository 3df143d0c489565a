import Foundation
import JSON
import Tasks
import TestSupport
import Testing

@testable import Service

/// What is said of a directory before it is served.
struct InspectionTests {
    private let directory: TemporaryDirectory

    init() throws { directory = try TemporaryDirectory() }

    private func report(_ inspection: Inspection) throws -> JSONValue {
        var writer = JSONWriter()
        inspection.write(to: &writer)
        return try JSONDocument(parsing: writer.finish().copyOfBytes()).root
    }

    private func inspect(_ path: String) -> Inspection { Inspection(of: ModelSource(name: "m", place: .path(path))) }

    /// A directory with the weights and the configuration of a model of the fixtures, and other files.
    private func inspect(_ files: [String: String], over fixture: String = "marian/shared-swish") throws -> Inspection {
        for file in ["config.json", "model.safetensors"] where files[file] == nil {
            try FileManager.default.createSymbolicLink(
                atPath: "\(directory.path)/\(file)", withDestinationPath: Fixtures.path("\(fixture)/\(file)"))
        }
        for (name, text) in files { try directory.write(name, text) }
        return inspect(directory.path)
    }

    @Test func servableModelIsDescribed() throws {
        let inspection = Inspection(of: .embedded)
        #expect(inspection.isServable)
        let report = try report(inspection)
        #expect(report["servable"]?.boolean == true)
        #expect(report["problems"]?.count == 0)
        #expect(report["model"]?["family"]?.string == "marian")
        #expect(report["model"]?["decoder"]?["layers"]?.integer == 2)
        #expect(report["weights"]?["types"]?.text == #"[{"type":"F16","tensors":119}]"#)
        #expect(report["weights"]?["used"]?.count == 119)
        #expect(report["tokenizer"]?["target_vocabulary_size"]?.integer == 42)
        #expect(report["decoding_defaults"]?["max_length"]?.integer == 64)
        #expect(report["limits"]?["max_input_tokens"]?.integer == 128)
    }

    @Test func causeIsToldOnce() throws {
        let pointer = "version https://git-lfs.github.com/spec/v1\noid sha256:0\nsize 1\n"
        for text in [pointer, "{"] {
            let problems = try report(inspect(["config.json": text, "tokenizer.json": "{}", "vocab.txt": "a"]))[
                "problems"]
            let messages = problems?.elements?.compactMap { $0["message"]?.string } ?? []
            #expect(messages.filter { $0.contains("config.json") }.count == 1, "\(messages)")
            try FileManager.default.removeItem(atPath: directory.path + "/model.safetensors")
        }
    }

    @Test(
        arguments: [
            "config.json", "source.spm", "target.spm", "vocab.json", "model.safetensors", "generation_config.json",
            "tokenizer_config.json", "modules.json",
        ])
    func danglingLinksAndPointersAreNamed(name: String) throws {
        let fixture = Fixtures.path("layouts/sequence-to-sequence/opus-mt")
        let files = FileManager.default
        for file in try files.contentsOfDirectory(atPath: fixture) where file != name {
            try files.createSymbolicLink(
                atPath: "\(directory.path)/\(file)", withDestinationPath: "\(fixture)/\(file)")
        }
        func messages() throws -> [String] {
            try report(inspect(directory.path))["problems"]?.elements?.compactMap { $0["message"]?.string } ?? []
        }
        let place = "\(directory.path)/\(name)"
        try files.createSymbolicLink(atPath: place, withDestinationPath: "../../blobs/gone")
        #expect(try messages().map { $0.contains("\(name): it is a symbolic link to ../../blobs/gone") } == [true])
        try files.removeItem(atPath: place)
        try directory.write(name, "version https://git-lfs.github.com/spec/v1\noid sha256:0\nsize 1\n")
        #expect(try messages().map { $0.contains("\(name): it is Git LFS's pointer") } == [true])
    }

    @Test(arguments: ["labse", "all-poolings", "first-versions"])
    func describesModules(layout: String) async throws {
        let path = "layouts/sentence-embeddings/\(layout)"
        let service = try TestService([("m", .fixture(path))])
        let served = try await service.get("/models/m")
        let report = try report(inspect(Fixtures.path(path)))
        #expect(report["servable"]?.boolean == true)
        for key in ["modules", "encoding_defaults"] { #expect(report[key]?.text == served[key]?.text) }
        #expect(report["model"]?["parameters"]?.integer == served["parameters"]?.integer)
        #expect(
            report["limits"]?["max_input_tokens"]?.integer == served["limits"]?["max_input_tokens"]?.integer)
    }

    @Test func modelInsideItsDirectoryIsLookedAtThereWhateverIsBehindIt() throws {
        for file in ["config.json", "model.safetensors"] {
            try directory.write(
                "0_Transformer/" + file, try Fixtures.bytes("families/bert/sentence-transformers/\(file)"))
        }
        let types = [("Transformer", "0_Transformer"), ("Pooling", "1_Pooling"), ("CNN", "2_CNN")]
        let lines = types.map { #"{"type": "sentence_transformers.models.\#($0.0)", "path": "\#($0.1)"}"# }
        try directory.write("modules.json", "[" + lines.joined(separator: ",") + "]")
        try directory.write("1_Pooling/config.json", "{}")
        let problems = inspect(directory.path).problems
        #expect(problems.count == 1 && problems.first?.message.contains("module CNN is not served") == true)
    }

    /// sentence-transformers would pool what the decoder computes.
    @Test func decodersOfBartAreNotPooled() throws {
        let type = "sentence_transformers.models."
        let modules =
            #"[{"type": "\#(type)Transformer", "path": ""}, {"type": "\#(type)Pooling", "path": "1_Pooling"}]"#
        let files = ["modules.json": modules, "1_Pooling/config.json": "{}"]
        let problems = try inspect(files, over: "families/bart/base-class").problems
        #expect(problems.count == 1 && problems.first?.message.contains("of a bart model") == true)
    }

    @Test func sizesOfModulesMustFit() throws {
        let type = "sentence_transformers.models."
        let steps = [("Transformer", ""), ("Pooling", "1_Pooling"), ("Dense", "2_Dense")]
        let lines = steps.map { #"{"type": "\#(type)\#($0.0)", "path": "\#($0.1)"}"# }
        try directory.write(
            "2_Dense/model.safetensors", try Fixtures.bytes("layouts/activations/Tanh/model.safetensors"))
        let inspection = try inspect(
            [
                "modules.json": "[" + lines.joined(separator: ",") + "]", "1_Pooling/config.json": "{}",
                "2_Dense/config.json": #"{"in_features": 3, "out_features": 6}"#,
            ], over: "families/bert/sentence-transformers")
        #expect(inspection.problems.count == 1)
        #expect(
            inspection.problems.first?.message.contains(
                "module Dense takes 3 numbers, and what comes before it gives 16") == true)
    }

    @Test func describesWhatIsServed() async throws {
        let service = try TestService([("m", .fixture("families/bert/sentence-transformers"))])
        let served = try await service.get("/models/m")
        let report = try report(inspect(Fixtures.path("families/bert/sentence-transformers")))
        for key in ["encoding_defaults", "decoding_defaults", "languages", "source_language"] {
            #expect(report[key]?.text == served[key]?.text)
        }
        #expect(report["model"]?["encoder"]?.text == served["encoder"]?.text)
        #expect(report["limits"]?["max_input_tokens"]?.integer == served["limits"]?["max_input_tokens"]?.integer)
    }

    @Test func allThatIsWrongIsSaidAtOnce() throws {
        let inspection = try inspect([
            "config.json": #"{"model_type":"marian","d_model":"wide"}"#, "generation_config.json": "{",
            "model.safetensors": "", "source.spm": "", "vocab.json": "{}", "modules.json": "{}",
        ])
        #expect(!inspection.isServable)
        #expect(
            Set(inspection.problems.map(\.area))
                == [.configuration, .generation, .weights, .tokenizer, .pooling])
        let configuration = inspection.problems.first { $0.area == .configuration }
        #expect(configuration?.message.contains("d_model") == true)
    }

    @Test func wrongGenerationSettingIsNamed() throws {
        let inspection = try inspect(["generation_config.json": #"{"num_beams":"many"}"#])
        #expect(inspection.problems.map(\.area) == [.generation])
        #expect(inspection.problems[0].message.contains("num_beams"))
    }

    @Test func encoderNeedsNoGenerationSettings() throws {
        let inspection = try inspect(
            ["generation_config.json": #"{"num_beams":"many"}"#], over: "families/bert/masked-language-model")
        #expect(inspection.isServable)
        #expect(try report(inspection)["decoding_defaults"]?.isNull == true)
    }

    @Test func settingsWithoutEffectAreNotices() throws {
        let inspection = try inspect(["generation_config.json": #"{"decoder_start_token_id":60,"top_h":0.5}"#])
        #expect(inspection.isServable)
        #expect(inspection.notices.contains { $0.contains("top_h") })
        #expect(inspection.notices.contains { $0.contains("tokenizer") })
    }

    @Test func placeThatIsNoDirectoryIsAProblem() throws {
        let inspection = inspect("\(directory.path)/nowhere")
        #expect(inspection.problems.map(\.area) == [.directory])
        #expect(try report(inspection)["model"]?.isNull == true)
    }

    @Test func settingsOfTheDirectoryAreLookedAt() throws {
        let place = try TemporaryDirectory()
        let source = Fixtures.path("layouts/sentence-embeddings/all-poolings")
        for file in try FileManager.default.contentsOfDirectory(atPath: source) {
            try FileManager.default.createSymbolicLink(
                atPath: "\(place.path)/\(file)", withDestinationPath: "\(source)/\(file)")
        }
        let cases: [(String, String?)] = [
            (#"{"poling":"cls"}"#, "poling"), (#"{"pooling":"cls"}"#, "another size"), ("{}", nil),
        ]
        for (text, words) in cases {
            try place.write("heed-model.json", text)
            let inspection = Inspection(of: ModelSource(name: "m", place: .path(place.path)))
            #expect(inspection.isServable == (words == nil))
            if let words { #expect(inspection.problems.contains { $0.message.contains(words) }) }
        }
    }

    /// Loading refuses what inspection finds, and nothing else.
    @Test func loadingAgrees() throws {
        let fine = try inspect([:])
        #expect(fine.isServable)
        let served = try ServedModel(
            name: "m", directory: try ModelSource(name: "m", place: .path(directory.path)).directory(),
            maxInputTokens: 9)
        #expect(served.notices == fine.notices)
        try directory.write("generation_config.json", #"{"do_sample":1}"#)
        #expect(!inspect(directory.path).isServable)
        #expect(throws: StartupError.self) {
            try ModelCatalog(
                loading: [ModelSource(name: "m", place: .path(directory.path))], maxInputTokens: 9, as: nil)
        }
    }
}
