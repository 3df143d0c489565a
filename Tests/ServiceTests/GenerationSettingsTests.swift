import Checkpoints
import Foundation
import JSON
import Tasks
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
        var configuration = Configuration.patient
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

    private func notices(_ generation: String?, _ configuration: [String: Any] = [:]) throws -> [String] {
        let place = try TemporaryDirectory()
        let file = "config.json"
        let original = try Data(contentsOf: URL(fileURLWithPath: Fixtures.path("marian/shared-swish/\(file)")))
        var members = try #require(try JSONSerialization.jsonObject(with: original) as? [String: Any])
        members.merge(configuration) { $1 }
        try place.write(file, String(decoding: JSONSerialization.data(withJSONObject: members), as: UTF8.self))
        try FileManager.default.createSymbolicLink(
            atPath: "\(place.path)/model.safetensors",
            withDestinationPath: Fixtures.path("marian/shared-swish/model.safetensors"))
        if let generation { try place.write("generation_config.json", generation) }
        let served = try ServedModel(name: "ids", directory: ModelDirectory(path: place.path), maxInputTokens: 64)
        let inspection = Inspection(of: ModelSource(name: "ids", place: .path(place.path)))
        #expect(inspection.notices == served.notices)
        return served.notices
    }

    @Test func settingsOfTheConfigurationThatAreHiddenAreNoticed() throws {
        let hiding = #"{"decoder_start_token_id":60,"eos_token_id":0,"max_length":20,"pad_token_id":60}"#
        let hidden = try notices(hiding, ["forced_bos_token_id": 7, "num_beams": 5, "num_return_sequences": 1])
        #expect(hidden.filter { $0.contains("config.json has no effect") }.count == 2 + 1)
        for key in ["forced_bos_token_id", "num_beams", "forced_eos_token_id"] {
            #expect(hidden.contains { $0.contains("\"\(key)\" in config.json") }, "\(key): \(hidden)")
        }
        let shown = try notices(nil, ["forced_bos_token_id": 7, "num_beams": 5])
        #expect(!shown.contains { $0.contains("in config.json") })
    }

    @Test func aModelThatStatesNoLimitIsNoticedAndItsRepliesSaySo() async throws {
        let silent = #"{"decoder_start_token_id":60,"eos_token_id":[],"bad_words_ids":[[0]]}"#
        #expect(try notices(silent).contains { $0.contains("max_length") && $0.contains("20 tokens") })
        #expect(
            try !notices(#"{"decoder_start_token_id":60,"max_length":9}"#).contains { $0.contains("20 tokens") })
        let reply = try await decode(silent, #"{"input":[5,6,0]}"#).json()["outputs"]?[0]?["sequences"]?[0]
        #expect(reply?["tokens"]?.count == 20)
        #expect(reply?["finish_reason"]?.string == "length")
    }

    /// What the directory says, and what a plain request then gets.
    @Test(arguments: [
        (#""do_sample":true,"num_beams":3,"num_return_sequences":3"#, 3), (#""early_stopping":1,"num_beams":2"#, 1),
        (#""num_beams":300"#, 1), (#""num_return_sequences":4"#, 1), (#""num_beams":2,"num_return_sequences":4"#, 1),
        (#""do_sample":true,"temperature":0.0"#, 1), (#""do_sample":true,"top_p":0.0"#, 1), (#""num_beams":4.0"#, 1),
        (#""min_new_tokens":50,"max_new_tokens":5"#, 1), (#""forced_bos_token_id":61"#, 1),
        (#""bad_words_ids":[[61]]"#, 1), (#""sequence_bias":[[[61],1.0]]"#, 1), (#""repetition_penalty":0.0"#, 1),
    ])
    func aPlainRequestIsServedWhateverTheModelsOwnSettingsAre(setting: String, sequences: Int) async throws {
        let reply = try await decode(
            #"{"decoder_start_token_id":60,"eos_token_id":0,"max_length":12,\#(setting)}"#, #"{"input":[5,6,0]}"#)
        #expect(reply.status == 200, "\(String(decoding: reply.body, as: UTF8.self))")
        #expect(try reply.json()["outputs"]?[0]?["sequences"]?.count == sequences)
    }

    @Test func aModelsOwnSettingsYieldToTheRequests() async throws {
        let own =
            #"{"decoder_start_token_id":60,"eos_token_id":0,"min_new_tokens":10,"max_new_tokens":30,"#
            + #""num_beams":4,"num_return_sequences":4}"#
        for (body, sequences) in [
            (#""max_new_tokens":3"#, 4), (#""num_beams":2"#, 2), (#""num_beams":1"#, 1),
            (#""num_beams":1,"do_sample":true,"max_new_tokens":3"#, 4),
        ] {
            let reply = try await decode(own, #"{"input":[5,6,0],\#(body)}"#)
            #expect(reply.status == 200, "\(body): \(String(decoding: reply.body, as: UTF8.self))")
            #expect(try reply.json()["outputs"]?[0]?["sequences"]?.count == sequences, "\(body)")
        }
        let asked = try await decode(own, #"{"input":[5,6,0],"max_new_tokens":3,"min_new_tokens":4}"#)
        #expect(asked.status == 422)
    }
}
