import Checkpoints
import Foundation
import JSON
import TestSupport
import Testing

@testable import Service

/// A model whose `generation_config.json` says more than can be done.
struct GenerationSettingsTests {
    private let directory: TemporaryDirectory

    init() throws {
        directory = try TemporaryDirectory()
        for file in ["config.json", "model.safetensors"] {
            try FileManager.default.createSymbolicLink(
                atPath: "\(directory.path)/\(file)", withDestinationPath: Fixtures.path("marian/shared-swish/\(file)"))
        }
    }

    private func decode(_ generation: String, _ body: String) async throws -> LocalReply {
        try directory.write("generation_config.json", generation)
        var configuration = Configuration()
        configuration.models = [ModelSource(name: "ids", place: .path(directory.path))]
        let application = Application(configuration: configuration, logsProgress: false)
        try application.load()
        return await application.respond(to: "/decode", body: Array(body.utf8))
    }

    @Test func settingsThatAreNotCarriedOutAreNoticed() throws {
        try directory.write(
            "generation_config.json",
            #"{"decoder_start_token_id":60,"eos_token_id":0,"top_h":0.5,"stop_strings":["x"],"epsilon_cutoff":null}"#)
        let served = try ServedModel(
            name: "ids", directory: ModelDirectory(path: directory.path), maxInputTokens: 64)
        for setting in ["top_h", "stop_strings"] {
            #expect(served.notices.contains { $0.contains(setting) })
        }
        #expect(!served.notices.contains { $0.contains("epsilon_cutoff") })
    }

    @Test func defaultsThatCannotBeUsedAreNoticed() throws {
        try directory.write("generation_config.json", #"{"decoder_start_token_id":60,"num_beams":100000}"#)
        let served = try ServedModel(
            name: "ids", directory: ModelDirectory(path: directory.path), maxInputTokens: 64)
        #expect(served.notices.contains { $0.contains("num_beams") })
    }

    /// The model has 64 positions. Its last token needs none.
    @Test func modelsOwnLimitBeyondItsPositionsIsHeldToThem() async throws {
        let generation =
            #"{"decoder_start_token_id":60,"eos_token_id":[],"max_new_tokens":1000,"bad_words_ids":[[0],[60]]}"#
        let whole = try await decode(generation, #"{"input":[5,6,0]}"#)
        #expect(whole.status == 200)
        let sequence = try whole.json()["outputs"]?[0]?["sequences"]?[0]
        #expect(sequence?["tokens"]?.count == 64)
        #expect(sequence?["finish_reason"]?.string == "length")
        let prefixed = try await decode(generation, #"{"input":[5,6,0],"target_prefix":[7,8,9]}"#)
        #expect(prefixed.status == 200)
        #expect(try prefixed.json()["outputs"]?[0]?["sequences"]?[0]?["tokens"]?.count == 64)
        let asked = try await decode(generation, #"{"input":[5,6,0],"max_new_tokens":65}"#)
        #expect(asked.status == 422)
    }
}
