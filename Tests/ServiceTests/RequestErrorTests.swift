import Testing

@testable import Service

/// A request that must be refused, and how.
struct Refusal: Sendable, CustomTestStringConvertible {
    let path: String
    let body: String
    let status: Int
    let code: String
    let param: String?

    init(_ path: String, _ body: String, _ status: Int, _ code: String, _ param: String?) {
        self.path = path
        self.body = body
        self.status = status
        self.code = code
        self.param = param
    }

    var testDescription: String { "\(path) \(body)" }
}

private let malformedBodies = [
    Refusal("/decode", "", 400, "invalid_json", nil),
    Refusal("/decode", "{\"input\":", 400, "invalid_json", nil),
    Refusal("/encode", "{\"input\":\"a\"} x", 400, "invalid_json", nil),
    Refusal("/attention", "NaN", 400, "invalid_json", nil),
    Refusal("/decode", "[1]", 422, "wrong_type", nil),
    Refusal("/decode", "\"a\"", 422, "wrong_type", nil),
]

private let commonFields = ["/encode", "/decode", "/tokenize"].flatMap { path in
    [
        Refusal(path, "{}", 422, "missing_field", "input"),
        Refusal(path, #"{"input":null}"#, 422, "missing_field", "input"),
        Refusal(path, #"{"inputs":"a"}"#, 422, "unknown_field", "inputs"),
        Refusal(path, #"{"input":"a","model":"nope"}"#, 404, "model_not_found", "model"),
        Refusal(path, #"{"input":"a","model":1}"#, 422, "wrong_type", "model"),
        Refusal(path, #"{"input":7}"#, 422, "wrong_type", "input"),
        Refusal(path, #"{"input":[]}"#, 422, "invalid_value", "input"),
        Refusal(path, #"{"input":["a",1]}"#, 422, "wrong_type", "input[1]"),
        Refusal(path, #"{"input":["a","b","c","d","e"]}"#, 422, "too_many_inputs", "input"),
        Refusal(path, #"{"input":"a","model":"ids"}"#, 422, "no_tokenizer", "input"),
    ]
}

private let inputs = ["/encode", "/decode"].flatMap { path in
    [
        Refusal(path, #"{"input":[[]]}"#, 422, "invalid_value", "input[0]"),
        Refusal(path, #"{"input":[[1],[]]}"#, 422, "invalid_value", "input[1]"),
        Refusal(path, #"{"input":[[1],"a"]}"#, 422, "wrong_type", "input[1]"),
        Refusal(path, #"{"input":[1,"a"]}"#, 422, "wrong_type", "input[1]"),
        Refusal(path, #"{"input":[1,2.5]}"#, 422, "wrong_type", "input[1]"),
        Refusal(path, #"{"input":[1,-2]}"#, 422, "out_of_range", "input[1]"),
        Refusal(path, #"{"input":[[3],[1,47]]}"#, 422, "out_of_range", "input[1][1]"),
        Refusal(path, #"{"input":[47]}"#, 422, "out_of_range", "input[0]"),
        Refusal(path, #"{"input":[1,99999999999999]}"#, 422, "out_of_range", "input[1]"),
        Refusal(path, #"{"input":[true]}"#, 422, "wrong_type", "input[0]"),
        Refusal(path, #"{"input":"aaaaaaaaaaaaaaaaaaaa"}"#, 422, "input_too_long", "input"),
        Refusal(path, #"{"input":["a","aaaaaaaaaaaaaaaaaaaa"]}"#, 422, "input_too_long", "input[1]"),
        Refusal(path, #"{"input":[1,1,1,1,1,1,1,1,1,1,1,1,1]}"#, 422, "input_too_long", "input"),
        Refusal(path, #"{"input":"a","overflow":"drop"}"#, 422, "out_of_range", "overflow"),
        Refusal(path, #"{"input":"a","overflow":true}"#, 422, "wrong_type", "overflow"),
        Refusal(path, #"{"input":"a","attention":"yes"}"#, 422, "wrong_type", "attention"),
        Refusal(path, #"{"input":"a","attention":{"map":[]}}"#, 422, "unknown_field", "attention.map"),
        Refusal(path, #"{"input":"a","attention":{"maps":[]}}"#, 422, "invalid_value", "attention.maps"),
        Refusal(path, #"{"input":"a","attention":{"maps":["self"]}}"#, 422, "out_of_range", "attention.maps[0]"),
        Refusal(
            path, #"{"input":"a","attention":{"maps":["encoder","encoder"]}}"#, 422, "invalid_value", "attention.maps"),
        Refusal(
            path, #"{"input":"a","attention":{"maps":["encoder"],"layers":[1]}}"#, 422, "out_of_range",
            "attention.layers[0]"),
        Refusal(
            path, #"{"input":"a","attention":{"maps":["encoder"],"heads":[0,-5]}}"#, 422, "out_of_range",
            "attention.heads[1]"),
        Refusal(
            path, #"{"input":"a","attention":{"maps":["encoder"],"heads":[3,-1]}}"#, 422, "invalid_value",
            "attention.heads[1]"),
        Refusal(path, #"{"input":"a","attention":{"layers":"last"}}"#, 422, "wrong_type", "attention.layers"),
        Refusal(path, #"{"input":"a","attention":{"layers":[0.5]}}"#, 422, "wrong_type", "attention.layers[0]"),
        Refusal(path, #"{"input":"a","attention":{"reduce":"sum"}}"#, 422, "out_of_range", "attention.reduce"),
        Refusal(path, #"{"input":"a","attention":{"encoding":"hex"}}"#, 422, "out_of_range", "attention.encoding"),
        Refusal(
            path, #"{"input":"a","attention":{"dtype":"uint8"}}"#, 422, "option_without_effect", "attention.dtype"),
    ]
}

private let encoding = [
    Refusal("/encode", #"{"input":"a","pooling":"sum"}"#, 422, "out_of_range", "pooling"),
    Refusal("/encode", #"{"input":"a","normalize":true}"#, 422, "option_without_effect", "normalize"),
    Refusal("/encode", #"{"input":"a","normalize":1}"#, 422, "wrong_type", "normalize"),
    Refusal("/encode", #"{"input":"a","num_beams":2}"#, 422, "unknown_field", "num_beams"),
    Refusal("/encode", #"{"input":"a","attention":{"maps":["cross"]}}"#, 422, "invalid_value", "attention.maps[0]"),
]

private let decoding = [
    Refusal("/decode", #"{"input":"a","num_beams":0}"#, 422, "out_of_range", "num_beams"),
    Refusal("/decode", #"{"input":"a","num_beams":"4"}"#, 422, "wrong_type", "num_beams"),
    Refusal("/decode", #"{"input":"a","num_beams":1.5}"#, 422, "wrong_type", "num_beams"),
    Refusal(
        "/decode", #"{"input":"a","num_beams":2,"num_return_sequences":3}"#, 422, "invalid_value",
        "num_return_sequences"),
    Refusal("/decode", #"{"input":"a","max_new_tokens":0}"#, 422, "out_of_range", "max_new_tokens"),
    Refusal("/decode", #"{"input":"a","temperature":0,"do_sample":true}"#, 422, "out_of_range", "temperature"),
    Refusal("/decode", #"{"input":"a","top_p":1.5,"do_sample":true}"#, 422, "out_of_range", "top_p"),
    Refusal("/decode", #"{"input":"a","temperature":0.5}"#, 422, "option_without_effect", "temperature"),
    Refusal("/decode", #"{"input":"a","top_k":5}"#, 422, "option_without_effect", "top_k"),
    Refusal(
        "/decode", #"{"input":"a","num_beams":1,"length_penalty":2}"#, 422, "option_without_effect", "length_penalty"),
    Refusal(
        "/decode", #"{"input":"a","num_beams":1,"early_stopping":"never"}"#, 422, "option_without_effect",
        "early_stopping"),
    Refusal("/decode", #"{"input":"a","early_stopping":"maybe"}"#, 422, "wrong_type", "early_stopping"),
    Refusal("/decode", #"{"input":"a","seed":-1}"#, 422, "out_of_range", "seed"),
    Refusal("/decode", #"{"input":"a","repetition_penalty":0}"#, 422, "out_of_range", "repetition_penalty"),
    Refusal("/decode", #"{"input":"a","top_logprobs":-1}"#, 422, "out_of_range", "top_logprobs"),
    Refusal("/decode", #"{"input":"a","forced_eos_token_id":[]}"#, 422, "invalid_value", "forced_eos_token_id"),
    Refusal("/decode", #"{"input":"a","forced_bos_token_id":53}"#, 422, "invalid_value", "forced_bos_token_id"),
    Refusal("/decode", #"{"input":"a","bad_words":"B"}"#, 422, "wrong_type", "bad_words"),
    Refusal("/decode", #"{"input":"a","bad_words":[1]}"#, 422, "wrong_type", "bad_words"),
    Refusal("/decode", #"{"input":"a","bad_words":[[53]]}"#, 422, "out_of_range", "bad_words[0][0]"),
    Refusal("/decode", #"{"input":"a","stop":""}"#, 422, "invalid_value", "stop"),
    Refusal("/decode", #"{"input":"a","stop":["B",""]}"#, 422, "invalid_value", "stop[1]"),
    Refusal("/decode", #"{"input":"a","stop":[]}"#, 422, "invalid_value", "stop"),
    Refusal("/decode", #"{"input":[3],"model":"ids","stop":"B"}"#, 422, "no_tokenizer", "stop"),
    Refusal("/decode", #"{"input":[3],"model":"ids","target":"B"}"#, 422, "no_tokenizer", "target"),
    Refusal("/decode", #"{"input":"a","target":[53]}"#, 422, "out_of_range", "target[0]"),
    Refusal("/decode", #"{"input":["a","b"],"target":["B"]}"#, 422, "invalid_value", "target"),
    Refusal("/decode", #"{"input":"a","target":"B","num_beams":3}"#, 422, "option_without_effect", "num_beams"),
    Refusal(
        "/decode", #"{"input":"a","target":"B","target_prefix":"B"}"#, 422, "option_without_effect", "target_prefix"),
    Refusal("/decode", #"{"input":"a","target":"B","stop":"D"}"#, 422, "option_without_effect", "stop"),
    Refusal("/decode", #"{"input":"a","target_prefix":[]}"#, 422, "invalid_value", "target_prefix"),
    Refusal("/decode", #"{"input":"a","target_language":"fra"}"#, 422, "not_available", "target_language"),
    Refusal("/decode", #"{"input":"a","source_language":"eng"}"#, 422, "not_available", "source_language"),
    Refusal("/decode", #"{"input":"a","stream":true}"#, 422, "not_available", "stream"),
]

private let tokenizing = [
    Refusal("/tokenize", #"{"input":[1,2]}"#, 422, "wrong_type", "input[0]"),
    Refusal("/tokenize", #"{"input":"a","side":"left"}"#, 422, "out_of_range", "side"),
    Refusal("/detokenize", #"{"input":"a"}"#, 422, "wrong_type", "input"),
    Refusal("/detokenize", #"{"input":["a"]}"#, 422, "wrong_type", "input[0]"),
    Refusal("/detokenize", #"{"input":[9999]}"#, 422, "out_of_range", "input[0]"),
    Refusal("/detokenize", #"{"input":[1],"model":"ids"}"#, 422, "no_tokenizer", "input"),
]

struct RequestErrorTests {
    private static let service = Result {
        try TestService {
            $0.maxInputTokens = 12
            $0.maxInputs = 4
        }
    }

    @Test(arguments: malformedBodies + commonFields + inputs + encoding + decoding + tokenizing)
    func badRequestIsRefusedWithTheFieldAtFault(refusal: Refusal) async throws {
        let seen = try await Self.service.get().error(refusal.path, refusal.body)
        #expect(seen.status == refusal.status)
        #expect(seen.code == refusal.code)
        #expect(seen.param == refusal.param)
        #expect(seen.type == "invalid_request")
        #expect(seen.message?.isEmpty == false)
    }

    @Test func misspeltFieldIsAnsweredWithTheNearestOne() async throws {
        let seen = try await Self.service.get().error("/decode", #"{"input":"a","max_tokens":5}"#)
        #expect(seen.message?.contains("max_new_tokens") == true)
    }

    @Test func rangeErrorsNameValueAndRange() async throws {
        let seen = try await Self.service.get().error("/decode", #"{"input":"a","num_beams":1000}"#)
        #expect(seen.message?.contains("1000") == true)
        #expect(seen.message?.contains("from 1 to 64") == true)
    }

    @Test func optionsThatOnlyRepeatTheDefaultsAreAccepted() async throws {
        let service = try Self.service.get()
        let plain = try await service.post("/decode", #"{"input":"cab"}"#)
        let repeated = try await service.post(
            "/decode",
            #"{"input":"cab","temperature":1,"top_p":1.0,"top_k":50,"do_sample":false,"stream":false,"seed":null}"#)
        #expect(plain["outputs"]?.text == repeated["outputs"]?.text)
    }
}
