import Checkpoints
import Decoding
import Engine
import JSON
import Tensors
import TestSupport
import Transformer

/// A small random model with what transformers generates from it.
struct GenerationFixture {
    /// One call of `generate`.
    struct Case {
        let name: String
        let input: Int
        /// Under Hugging Face's names.
        let arguments: JSONValue
        /// Without the start token.
        let sequences: [[Int32]]
        let scores: JSONValue?
        let logprobs: [JSONValue]
        let crossAttentions: JSONValue?
        let decoderAttentions: JSONValue?
    }

    /// One call with a target.
    struct Forced {
        let input: Int
        let labels: [Int32]
        let logprobs: JSONValue
        let crossAttentions: JSONValue
        let decoderAttentions: JSONValue
    }

    let model: Model
    private let golden: JSONValue

    /// - name: the model's folder under Tests/Fixtures
    init(_ name: String, as weightType: WeightType = .float32) throws {
        model = try Model(ModelFiles(directory: ModelDirectory(path: Fixtures.path(name))), as: weightType)
        golden = try Fixtures.json("\(name)/golden.json")
    }

    var inputs: [[Int32]] { golden["inputs"]?.elements?.map { $0["input_ids"]?.tokenIDs ?? [] } ?? [] }

    /// Encoder outputs of each input.
    var encoded: [(hiddenStates: JSONValue, attentions: JSONValue)] {
        get throws {
            try golden.required("inputs").list.map {
                (try $0.required("encoder_hidden_states"), try $0.required("encoder_attentions"))
            }
        }
    }

    /// None of encoder-only models.
    func forced() throws -> [Forced] {
        try (golden["forced"]?.list ?? []).map { entry in
            guard let input = entry["input"]?.integer else { throw FixtureError.missing("input") }
            return Forced(
                input: input, labels: try entry.required("labels").tokenIDs,
                logprobs: try entry.required("label_logprobs"),
                crossAttentions: try entry.required("cross_attentions"),
                decoderAttentions: try entry.required("decoder_attentions"))
        }
    }

    /// None of encoder-only models.
    func cases() throws -> [Case] {
        try (golden["generate"]?.list ?? []).map { entry in
            guard let name = entry["name"]?.string, let input = entry["input"]?.integer else {
                throw FixtureError.missing("name, input")
            }
            return Case(
                name: name, input: input, arguments: try entry.required("kwargs"),
                sequences: try entry.required("sequences").list.map { Array($0.tokenIDs.dropFirst()) },
                scores: entry["sequences_scores"], logprobs: try entry.required("logprobs").list,
                crossAttentions: entry["cross_attentions"],
                decoderAttentions: entry["decoder_attentions"])
        }
    }

    func job(_ expected: Case, withMaps: Bool) throws -> DecodeJob {
        let options = try options(expected.arguments)
        return DecodeJob(
            model: model, input: .tokens(inputs[expected.input]), task: .generate(options, stop: nil),
            captured: withMaps ? allMaps : .none)
    }

    var allMaps: AttentionSelection { model.allMaps }

    /// The model's defaults with a call's arguments over them.
    func options(_ arguments: JSONValue) throws -> DecodingOptions {
        var options = try DecodingOptions(
            generationConfig: model.files.generation?.root, modelConfig: model.files.configuration.root)
        guard let members = arguments.members else { throw FixtureError.missing("members of kwargs") }
        for (key, value) in members {
            switch key {
            case "num_beams": options.numBeams = value.integer ?? 0
            case "num_return_sequences": options.numReturnSequences = value.integer ?? 0
            case "max_new_tokens": options.maxNewTokens = value.integer
            case "min_new_tokens": options.minNewTokens = value.integer
            case "max_length":
                options.maxLength = value.integer ?? 0
                options.maxNewTokens = nil
            case "min_length": options.minLength = value.integer ?? 0
            case "length_penalty": options.lengthPenalty = Float(value.number ?? 0)
            case "early_stopping":
                options.earlyStopping = value.string == "never" ? .never : value.boolean == true ? .yes : .no
            case "repetition_penalty": options.repetitionPenalty = Float(value.number ?? 0)
            case "no_repeat_ngram_size": options.noRepeatNgramSize = value.integer ?? 0
            case "bad_words_ids": options.badWords = value.elements?.map { $0.tokenIDs } ?? []
            case "forced_bos_token_id": options.forcedBOSToken = value.integer.map(Int32.init)
            case "forced_eos_token_id": options.forcedEOSTokens = value.integer.map { [Int32($0)] } ?? value.tokenIDs
            case "decoder_input_ids": options.prefix = Array((value.elements?.first?.tokenIDs ?? []).dropFirst())
            default: throw FixtureError.unknown(key)
            }
        }
        return options
    }
}
