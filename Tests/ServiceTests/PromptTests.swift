import JSON
import TestSupport
import Testing

@testable import Service

/// What sentence-transformers puts before texts, and what is kept of an embedding.
struct PromptTests {
    private static func path(_ layout: String) -> String { "layouts/sentence-embeddings/\(layout)" }

    private static let service = Result {
        try TestService(
            ["default-prompt", "pooled-prompt", "prompts", "minilm"].map { ($0, .fixture(path($0))) }
                + [("ids", .ids)])
    }

    private func embedding(_ model: String, _ input: String, _ options: String = "") async throws -> [Double] {
        let reply = try await Self.service.get().post(
            "/encode", #"{"model":"\#(model)","input":\#(input),"overflow":"truncate"\#(options)}"#)
        return try #require(reply["outputs"]?[0]?["embedding"]?.numbers)
    }

    /// Largest difference, as a part of the largest number.
    private func difference(_ found: [Double], _ expected: [Double]) -> Double {
        guard found.count == expected.count else { return .infinity }
        let scale = expected.reduce(0) { max($0, abs($1)) }
        return zip(found, expected).reduce(0) { max($0, abs($1.0 - $1.1)) } / scale
    }

    @Test(arguments: ["default-prompt", "pooled-prompt", "prompts"])
    func promptsAndDimensionsAreThoseOfSentenceTransformers(layout: String) async throws {
        let golden = try Fixtures.json("\(Self.path(layout))/golden.json")
        let texts = try Fixtures.json("layouts/texts.json").list
        var compared = 0
        for run in try #require(golden["prompted"]?.list) {
            let arguments = try #require(run["arguments"])
            let scales = arguments["normalize_embeddings"]?.boolean ?? false
            // What sentence-transformers cuts off a vector of unit length, it leaves shorter than that.
            if layout == "pooled-prompt", arguments["truncate_dim"] != nil, !scales { continue }
            var options = ""
            for name in ["prompt", "prompt_name"] {
                if let text = arguments[name]?.text { options += #","\#(name)":\#(text)"# }
            }
            if let dimensions = arguments["truncate_dim"]?.text {
                options += #","dimensions":\#(dimensions),"normalize":\#(scales)"#
            }
            for (text, expected) in zip(texts, try #require(run["embeddings"]?.list)) {
                let found = try await embedding(layout, text.text, options)
                #expect(difference(found, try #require(expected.numbers)) <= 2e-5, "\(text.text) \(options)")
                compared += 1
            }
        }
        #expect(compared >= 40)
    }

    @Test func dimensionsAreScaledUnlessNormalizeIsFalse() async throws {
        let whole = try await embedding("minilm", #""cab""#)
        let cut = try await embedding("minilm", #""cab""#, #","dimensions":3"#)
        let length = whole.prefix(3).reduce(0) { $0 + $1 * $1 }.squareRoot()
        #expect(difference(cut, whole.prefix(3).map { $0 / length }) < 1e-6)
        let raw = try await embedding("minilm", #""cab""#, #","normalize":false"#)
        #expect(try await embedding("minilm", #""cab""#, #","normalize":false,"dimensions":3"#) == Array(raw.prefix(3)))
        #expect(try await embedding("minilm", #""cab""#, #","dimensions":8"#) == whole)
    }

    @Test func rangesAreOfTheTextAlone() async throws {
        let body = #"{"model":"default-prompt","input":"the fox","prompt":"the "}"#
        let tokens = try #require(try await Self.service.get().post("/encode", body)["outputs"]?[0]?["tokens"])
        let plain = try #require(
            try await Self.service.get().post(
                "/encode", #"{"model":"default-prompt","input":"the fox","prompt":""}"#)["outputs"]?[0]?["tokens"])
        let extra = tokens.list.count - plain.list.count
        #expect(extra >= 1)
        // Those of the prompt stand behind the first one.
        for index in 1...extra { #expect(tokens[index]?["start"]?.isNull == true) }
        #expect(tokens.list.dropFirst(extra + 1).map(\.text) == plain.list.dropFirst().map(\.text))
    }

    @Test func defaultPromptIsNotPutBeforeIDs() async throws {
        let reply = try await Self.service.get().post("/encode", #"{"model":"default-prompt","input":[5,6]}"#)
        #expect(reply["usage"]?["input_tokens"]?.integer == 2)
    }

    @Test(
        arguments: [
            (#""model":"prompts","input":"a","prompt_name":"qury""#, "prompt_name", "passage, query"),
            (#""model":"minilm","input":"a","prompt_name":"query""#, "prompt_name", "has no prompts"),
            (#""model":"minilm","input":"a","prompt":"b","prompt_name":"query""#, "prompt_name", "beside prompt"),
            (#""model":"prompts","input":[5],"prompt_name":"query""#, "prompt_name", "token ids"),
            (#""model":"ids","input":[5],"prompt":"a""#, "prompt", "token ids"),
            (#""model":"minilm","input":"a","dimensions":9"#, "dimensions", "from 1 to 8"),
            (#""model":"minilm","input":"a","dimensions":0"#, "dimensions", "from 1 to"),
            (#""model":"minilm","input":"a","dimensions":2,"pooling":"none""#, "dimensions", "choose a pooling"),
            (#""model":"ids","input":[5],"dimensions":2"#, "dimensions", "choose a pooling"),
            (#""model":"prompts","input":"a","prompt":1"#, "prompt", "must be a string"),
        ])
    func whatCannotBeDoneIsRefused(body: String, param: String, words: String) async throws {
        let seen = try await Self.service.get().error("/encode", "{\(body)}")
        #expect(seen.status == 422 && seen.param == param)
        #expect(seen.message?.contains(words) == true, "\(seen.message ?? "")")
    }

    @Test func promptThatLeavesNothingIsRefused() async throws {
        let prompt = String(repeating: "the ", count: 40)
        let body = #"{"model":"default-prompt","input":["a"],"overflow":"truncate","prompt":"\#(prompt)"}"#
        // The last token of a text stays, so that there is one to be pooled.
        _ = try await Self.service.get().post("/encode", body)
        let seen = try await Self.service.get().error(
            "/encode", #"{"model":"default-prompt","input":["a"],"prompt":"\#(prompt)"}"#)
        #expect(seen.code == "input_too_long" && seen.param == "input[0]")
    }

    @Test func modelsShowTheirPrompts() async throws {
        let service = try Self.service.get()
        let model = try await service.get("/models/default-prompt")
        #expect(
            model["prompts"]?.text
                == #"{"document":"title: none | text: ","empty":"","query":"search query: "}"#)
        #expect(model["default_prompt_name"]?.string == "query")
        let other = try await service.get("/models/prompts")
        #expect(other["prompts"]?.keys == ["passage", "query"] && other["default_prompt_name"]?.isNull == true)
        let none = try await service.get("/models/ids")
        #expect(none["prompts"]?.text == "{}" && none["default_prompt_name"]?.isNull == true)
    }
}
