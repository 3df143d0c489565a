import Checkpoints
import Foundation
import Tasks
import TestSupport
import Testing

@testable import Service

/// `model_settings`, and `heed-model.json` in a model directory.
struct ModelSettingsTests {
    private func load(_ file: String) throws -> Configuration {
        let directory = try TemporaryDirectory()
        return try ConfigurationLoader(environment: [:], filePath: try directory.write("heed.json", file)).load()
    }

    @Test func poolingOfAModelThatHasNone() async throws {
        let service = try TestService([("letters", .letters), ("ids", .ids)]) { configuration in
            configuration.modelSettings["letters"] = ModelSettings(pooling: "mean")
        }
        let asked = try await service.post("/encode", #"{"input":"cab","pooling":"mean"}"#)
        let plain = try await service.post("/encode", #"{"input":"cab"}"#)
        #expect(plain["outputs"]?.text == asked["outputs"]?.text)
        let model = try await service.get("/models/letters")
        #expect(model["embedding_size"]?.integer == 16)
        #expect(model["encoding_defaults"]?["pooling"]?.string == "mean")
        let embeddings = try await service.post("/v1/embeddings", #"{"input":"cab"}"#)
        #expect(embeddings["data"]?[0]?["embedding"]?.text == asked["outputs"]?[0]?["embedding"]?.text)
    }

    @Test func fileOfADirectoryIsReadAndTheSettingCountsForMore() throws {
        let place = try TemporaryDirectory()
        let source = Fixtures.path("families/distilbert/learned")
        for file in try FileManager.default.contentsOfDirectory(atPath: source) {
            try FileManager.default.createSymbolicLink(
                atPath: "\(place.path)/\(file)", withDestinationPath: "\(source)/\(file)")
        }
        try place.write("heed-model.json", #"{"pooling":"lasttoken"}"#)
        let directory = try ModelDirectory(path: place.path)
        let own = try ServedModel(name: "m", directory: directory, maxInputTokens: 64)
        #expect(own.embeddingDefaults.pooling.name == "lasttoken")
        let told = try ServedModel(
            name: "m", directory: directory, settings: ModelSettings(pooling: "cls"), maxInputTokens: 64)
        #expect(told.embeddingDefaults.pooling.name == "cls")
        try place.write("heed-model.json", #"{"poling":"cls"}"#)
        do {
            _ = try ServedModel(name: "m", directory: ModelDirectory(path: place.path), maxInputTokens: 64)
            Issue.record("loaded")
        } catch {
            #expect("\(error)".contains("heed-model.json") && "\(error)".contains("poling"))
        }
    }

    @Test func settingIsReadFromEveryPlace() throws {
        let text = #"{"a":{"pooling":"max"},"b":{}}"#
        let expected = ["a": ModelSettings(pooling: "max"), "b": ModelSettings()]
        #expect(try load(#"{"model_settings":\#(text)}"#).modelSettings == expected)
        let environment = try ConfigurationLoader(environment: ["HEED_MODEL_SETTINGS": text]).load()
        #expect(environment.modelSettings == expected)
        let flag = try ConfigurationLoader(flags: ["model_settings": .text(text)], environment: [:]).load()
        #expect(flag.modelSettings == expected)
    }

    @Test(arguments: [
        (#"{"model_settings":[]}"#, "must be an object"),
        (#"{"model_settings":{"a":1}}"#, #"of "a" must be an object"#),
        (#"{"model_settings":{"a":{"pooling":"median"}}}"#, "lasttoken"),
        (#"{"model_settings":{"a":{"poling":"mean"}}}"#, #"the key "poling""#),
    ])
    func whatIsWrongIsNamed(file: String, words: String) {
        do {
            _ = try load(file)
            Issue.record("accepted \(file)")
        } catch {
            #expect("\(error)".contains("model_settings") && "\(error)".contains(words), "\(error)")
        }
    }

    @Test func modelsThatAreNotServedAreRefused() {
        do {
            _ = try TestService([("ids", .ids)]) { $0.modelSettings["idz"] = ModelSettings(pooling: "mean") }
            Issue.record("started")
        } catch {
            #expect("\(error)".contains("idz") && "\(error)".contains("ids"))
        }
    }

    @Test func poolingThatTheModulesCannotTakeIsRefused() {
        do {
            _ = try TestService([("m", .fixture("layouts/sentence-embeddings/all-poolings"))]) {
                $0.modelSettings["m"] = ModelSettings(pooling: "mean")
            }
            Issue.record("started")
        } catch {
            #expect("\(error)".contains("pooling \"mean\""))
        }
    }
}

extension ModelSettings {
    fileprivate init(pooling: String) {
        self.init()
        self.pooling = pooling
    }
}
