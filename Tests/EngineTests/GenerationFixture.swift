import Checkpoints
import Decoding
import Engine
import JSON
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

    let model: Model
    private let golden: JSONDocument

    init(_ name: String) throws {
        model = try Model(directory: ModelDirectory(path: Fixtures.path("marian/\(name)")))
        golden = try JSONDocument(
            parsing: FileBytes(mapping: Fixtures.path("marian/\(name)/golden.json")).withBytes { [UInt8]($0) })
    }

    var inputs: [[Int32]] { golden.root["inputs"]?.elements?.map { $0["input_ids"]?.tokenIDs ?? [] } ?? [] }

    func cases() throws -> [Case] {
        try (golden.root["generate"]?.elements.map(Array.init) ?? []).map { entry in
            guard let name = entry["name"]?.string, let input = entry["input"]?.integer,
                let arguments = entry["kwargs"],
                let sequences = entry["sequences"]?.elements, let logprobs = entry["logprobs"]?.elements
            else { throw FixtureError.incomplete }
            return Case(
                name: name, input: input, arguments: arguments,
                sequences: sequences.map { Array($0.tokenIDs.dropFirst()) },
                scores: entry["sequences_scores"], logprobs: Array(logprobs),
                crossAttentions: entry["cross_attentions"],
                decoderAttentions: entry["decoder_attentions"])
        }
    }

    func job(_ expected: Case, withMaps: Bool) throws -> DecodeJob {
        let options = try options(expected.arguments)
        return DecodeJob(
            model: model, tokens: inputs[expected.input], task: .generate(options, stop: nil),
            attention: withMaps ? allMaps : .none)
    }

    var allMaps: AttentionSelection {
        func all(_ stack: ModelDescription.Stack) -> AttentionSelection.Selected {
            .init(layers: Array(0..<stack.layers), heads: Array(0..<stack.heads))
        }
        let decoder = model.description.decoder.map(all)
        return AttentionSelection(encoder: all(model.description.encoder), decoder: decoder, cross: decoder)
    }

    /// The model's defaults with a call's arguments over them.
    func options(_ arguments: JSONValue) throws -> DecodingOptions {
        var options = try DecodingOptions(
            generationConfig: model.generationConfiguration?.root, modelConfig: model.configuration.root)
        guard let members = arguments.members else { throw FixtureError.incomplete }
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
            default: throw FixtureError.unknownArgument(key)
            }
        }
        return options
    }
}

enum FixtureError: Error {
    case incomplete
    case unknownArgument(String)
}
