import Checkpoints
import JSON
import TestSupport
import Testing
import Transformer

@testable import Service

/// What a sentence-transformers directory makes of its model.
struct SentenceEmbeddingTests {
    private static let service = Result {
        try TestService([
            ("sentences", .fixture("families/bert/sentence-transformers")),
            ("states", .fixture("families/distilbert/learned")), ("ids", .ids),
        ])
    }

    /// Of input `index` of the fixture: its ids and transformers' hidden states.
    private func golden(_ index: Int) throws -> (ids: String, states: [[Double]]) {
        let input = try #require(
            try Fixtures.json("families/bert/sentence-transformers/golden.json")["inputs"]?[index])
        let ids = try #require(input["input_ids"])
        return (ids.text, try #require(input["encoder_hidden_states"]).list.compactMap(\.numbers))
    }

    private func embedding(_ ids: String, _ options: String = "") async throws -> [Double] {
        let reply = try await Self.service.get().post("/encode", "{\"input\":\(ids)\(options)}")
        return try #require(reply["outputs"]?[0]?["embedding"]?.numbers)
    }

    private func isClose(_ found: [Double], _ expected: [Double]) -> Bool {
        found.count == expected.count && zip(found, expected).allSatisfy { abs($0 - $1) < 1e-4 }
    }

    private func mean(_ states: [[Double]]) -> [Double] {
        states[0].indices.map { column in states.reduce(0) { $0 + $1[column] } / Double(states.count) }
    }

    private func scaled(_ vector: [Double]) -> [Double] {
        let length = vector.reduce(0) { $0 + $1 * $1 }.squareRoot()
        return vector.map { $0 / length }
    }

    @Test func plainRequestGetsTheDirectorysEmbedding() async throws {
        for index in 0..<2 {
            let (ids, states) = try golden(index)
            #expect(isClose(try await embedding(ids), scaled(mean(states))))
        }
    }

    @Test func requestsOwnFieldsWin() async throws {
        let (ids, states) = try golden(0)
        #expect(isClose(try await embedding(ids, #","normalize":false"#), mean(states)))
        #expect(isClose(try await embedding(ids, #","pooling":"cls""#), scaled(states[0])))
        let none = try await Self.service.get().post("/encode", "{\"input\":\(ids),\"pooling\":\"none\"}")
        #expect(none["outputs"]?[0]?["hidden_states"]?.count == states.count)
        let seen = try await Self.service.get().error(
            "/encode", "{\"input\":\(ids),\"pooling\":\"none\",\"normalize\":true}")
        #expect(seen.status == 422 && seen.param == "normalize")
    }

    @Test func directoryWithoutPoolingGivesHiddenStates() async throws {
        let reply = try await Self.service.get().post("/encode", #"{"input":[1,2,3],"model":"states"}"#)
        #expect(reply["outputs"]?[0]?["hidden_states"]?.count == 3)
    }

    /// The directory says 20 tokens, its table of positions 24.
    @Test func longestInputOfTheDirectoryIsALimit() async throws {
        let service = try Self.service.get()
        let ids = Array(repeating: 5, count: 21).description
        let seen = try await service.error("/encode", "{\"input\":\(ids)}")
        #expect(seen.status == 422 && seen.code == "input_too_long" && seen.message?.contains("20") == true)
        let cut = try await service.post("/encode", "{\"input\":\(ids),\"overflow\":\"truncate\"}")
        #expect(cut["outputs"]?[0]?["truncated"]?.boolean == true)
        #expect(cut["outputs"]?[0]?["dropped_tokens"]?.integer == 1)
    }

    private static let modules = Result {
        try TestService(
            ["labse", "all-poolings", "first-versions"].map { ($0, .fixture("layouts/sentence-embeddings/\($0)")) })
    }

    @Test func modelsShowTheirModules() async throws {
        let service = try Self.modules.get()
        let labse = try await service.get("/models/labse")
        #expect(
            labse["modules"]?.text == #"[{"type":"Transformer","max_seq_length":24,"do_lower_case":false},"#
                + #"{"type":"Pooling","pooling_mode":["cls"],"include_prompt":true},{"type":"Dense","in_features":8,"out_features":8,"#
                + #""bias":true,"activation_function":"Tanh","use_residual":false},{"type":"Normalize"}]"#)
        #expect(labse["embedding_size"]?.integer == 8)
        // The Dense module's, 8 × 8 and 8, among them.
        let path = Fixtures.path("layouts/sentence-embeddings/labse")
        let model = try Model(ModelFiles(directory: ModelDirectory(path: path)))
        #expect(labse["parameters"]?.integer == model.description.parameters + 72)
        #expect(labse["weights_bytes"]?.integer == model.weightBytes + 72 * 4)
        #expect(labse["encoding_defaults"]?.text == #"{"pooling":"cls","normalize":true}"#)
        let all = try await service.get("/models/all-poolings")
        #expect(
            all["modules"]?.list.compactMap { $0["type"]?.string } == [
                "Transformer", "Pooling", "Dropout", "Dense", "Normalize", "LayerNorm", "Dense", "Normalize",
                "Normalize",
            ])
        #expect(all["modules"]?[1]?["include_prompt"]?.boolean == false)
        #expect(
            all["encoding_defaults"]?["pooling"]?.string == "lasttoken+weightedmean+mean_sqrt_len_tokens+max+mean+cls")
        #expect(all["embedding_size"]?.integer == 6)
        let states = try await Self.service.get().get("/models/states")
        #expect(states["modules"]?.isNull == true && states["embedding_size"]?.isNull == true)
    }

    /// A request's pooling takes the place of the model's; what comes behind stays.
    @Test func requestsPoolingGoesThroughTheModules() async throws {
        let service = try Self.modules.get()
        func embedding(_ options: String) async throws -> [Double] {
            let reply = try await service.post("/encode", "{\"model\":\"labse\",\"input\":[5,6,7]\(options)}")
            return try #require(reply["outputs"]?[0]?["embedding"]?.numbers)
        }
        let own = try await embedding("")
        let raw = try await embedding(#","normalize":false"#)
        #expect(isClose(try await embedding(#","pooling":"cls""#), own))
        #expect(isClose(own, scaled(raw)))
        #expect(!isClose(try await embedding(#","pooling":"mean""#), own))
        // Behind the Dense module is a tanh.
        #expect(raw.allSatisfy { abs($0) <= 1 } && !isClose(raw, own))
    }

    @Test func requestsPoolingMustFitTheModules() async throws {
        let service = try Self.modules.get()
        let seen = try await service.error("/encode", #"{"model":"all-poolings","input":[5,6],"pooling":"mean"}"#)
        #expect(
            seen.status == 422 && seen.param == "pooling" && seen.message?.contains("lasttoken+weightedmean") == true)
        let states = try await service.post("/encode", #"{"model":"all-poolings","input":[5,6],"pooling":"none"}"#)
        #expect(states["outputs"]?[0]?["hidden_states"]?.count == 2)
        for mode in ["lasttoken", "weightedmean", "mean_sqrt_len_tokens", "cls+mean"] {
            let seen = try await service.error("/encode", "{\"input\":[5,6],\"pooling\":\"\(mode)\"}")
            #expect(seen.status == 422 && seen.param == "pooling")
        }
    }

    @Test func modelsTellOfTheirPooling() async throws {
        let models = try await Self.service.get().get("/models")["models"]
        #expect(models?[0]?["encoding_defaults"]?.text == #"{"pooling":"mean","normalize":true}"#)
        #expect(models?[0]?["limits"]?["max_input_tokens"]?.integer == 20)
        #expect(models?[1]?["encoding_defaults"]?.text == #"{"pooling":"none","normalize":false}"#)
        #expect(models?[0]?["decoding_defaults"]?.isNull == true)
        #expect(models?[0]?["limits"]?["max_target_tokens"]?.isNull == true)
    }

    @Test(arguments: [
        #"{"input":[1,2]}"#, #"{"input":[1,2],"target":[3]}"#, #"{"input":[1,2],"target_prefix":[3]}"#,
        #"{"input":[1,2],"bad_words":[[3]]}"#, #"{"input":[1,2],"num_beams":2,"attention":true}"#,
    ])
    func decodingExplainsItself(body: String) async throws {
        let seen = try await Self.service.get().error("/decode", body)
        #expect(seen.status == 422 && seen.code == "no_decoder")
        #expect(seen.message?.contains("/encode") == true)
    }
}
