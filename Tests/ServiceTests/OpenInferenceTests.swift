import HTTP
import JSON
import TestSupport
import Testing

@testable import Service

/// `/v2`: tensors as JSON and as bytes.
struct OpenInferenceTests {
    private static let service = Result {
        try TestService([
            ("letters", .letters), ("ids", .ids), ("bert", .fixture("layouts/sentence-embeddings/minilm")),
            ("plain", .fixture("families/bert/masked-language-model")),
        ])
    }

    private func service() throws -> TestService { try Self.service.get() }

    private func infer(_ model: String, _ body: String) async throws -> JSONValue {
        try await service().post("/v2/models/\(model)/infer", body)
    }

    private func tensor(_ reply: JSONValue?, _ name: String) -> JSONValue? {
        reply?["outputs"]?.list.first { $0["name"]?.string == name }
    }

    /// JSON and what stands behind it.
    private func binary(
        _ model: String, _ json: String, _ tensors: [UInt8], length: String? = nil
    ) async throws -> ReplySeen {
        try await service().reply(
            "/v2/models/\(model)/infer",
            headers: ["Inference-Header-Content-Length": length ?? "\(json.utf8.count)"], Array(json.utf8) + tensors)
    }

    private static func bytes<Number: FixedWidthInteger>(_ number: Number) -> [UInt8] {
        withUnsafeBytes(of: number.littleEndian) { Array($0) }
    }

    private static func text(_ text: String) -> [UInt8] { bytes(UInt32(text.utf8.count)) + Array(text.utf8) }

    @Test func serverSaysWhatItIs() async throws {
        for path in ["/v2", "/v2/"] {
            let reply = try await service().get(path)
            #expect(reply["name"]?.string == "heed" && reply["version"]?.string == Release.version)
            #expect(reply["extensions"]?.strings == ["binary_tensor_data"])
        }
        #expect(try await service().get("/v2/health/live").text == #"{"live":true}"#)
        #expect(try await service().get("/v2/health/ready").text == #"{"ready":true}"#)
        #expect(try await service().get("/v2/models/ids/ready").text == #"{"name":"ids","ready":true}"#)
        let loading = Application(configuration: Configuration(), logsProgress: false)
        let reply = await loading.respond(to: "/v2/health/ready")
        #expect(reply.status == 503)
        #expect(try reply.json()["ready"]?.boolean == false && reply.json()["error"]?.string != nil)
    }

    @Test func modelsAreDescribedAsTheyAre() async throws {
        let letters = try await service().get("/v2/models/letters")
        #expect(
            letters.text
                == #"{"name":"letters","versions":["1"],"platform":"heed","inputs":[{"name":"text","datatype":"BYTES","shape":[-1]},{"name":"input_ids","datatype":"INT64","shape":[-1,-1]},{"name":"attention_mask","datatype":"INT64","shape":[-1,-1]}],"outputs":[{"name":"text","datatype":"BYTES","shape":[-1,-1]},{"name":"sequences","datatype":"INT64","shape":[-1,-1,-1]},{"name":"scores","datatype":"FP32","shape":[-1,-1]},{"name":"cross_attentions","datatype":"FP32","shape":[-1,-1,2,1,-1,-1]}]}"#
        )
        let bert = try await service().get("/v2/models/bert/versions/1")
        #expect(bert["outputs"]?.list.map { $0["name"]?.string } == ["embedding", "last_hidden_state"])
        let ids = try await service().get("/v2/models/ids")
        #expect(ids["inputs"]?.list.map { $0["name"]?.string } == ["input_ids", "attention_mask"])
        #expect(ids["outputs"]?.list.first?["name"]?.string == "sequences")
    }

    @Test func textsAreDecoded() async throws {
        let reply = try await infer(
            "letters",
            #"{"id":"7","model_name":"letters","inputs":[{"name":"text","shape":[2,1],"datatype":"BYTES","data":[["cab"],["a"]]}],"parameters":{"num_beams":3,"num_return_sequences":2,"max_new_tokens":5}}"#
        )
        let native = try await service().post(
            "/decode",
            #"{"model":"letters","input":["cab","a"],"num_beams":3,"num_return_sequences":2,"max_new_tokens":5}"#)
        let sequences = native["outputs"]?.list.flatMap { $0["sequences"]?.list ?? [] } ?? []
        #expect(reply["id"]?.string == "7" && reply["model_version"]?.string == "1")
        #expect(tensor(reply, "text")?["shape"]?.integers == [2, 2])
        #expect(tensor(reply, "text")?["data"]?.strings == sequences.map { $0["text"]?.string })
        #expect(tensor(reply, "scores")?["data"]?.numbers == sequences.map { $0["score"]?.number ?? .nan })
        let ids = sequences.map { $0["tokens"]?.list.compactMap { $0["id"]?.integer } ?? [] }
        let longest = ids.map(\.count).max() ?? 0
        #expect(tensor(reply, "sequences")?["shape"]?.integers == [2, 2, longest])
        let found = tensor(reply, "sequences")?["data"]?.integers ?? []
        for (index, own) in ids.enumerated() {
            #expect(Array(found[index * longest..<index * longest + own.count]) == own)
        }
        #expect(tensor(reply, "cross_attentions") == nil)
    }

    @Test func crossAttentionsAreFilledUp() async throws {
        let reply = try await infer(
            "letters",
            #"{"inputs":[{"name":"text","shape":[2],"datatype":"BYTES","data":["cabcab","a"]}],"outputs":[{"name":"cross_attentions"}],"parameters":{"max_new_tokens":3}}"#
        )
        let native = try await service().post(
            "/decode",
            #"{"model":"letters","input":["cabcab","a"],"max_new_tokens":3,"attention":{"maps":["cross"]}}"#)
        let maps = try #require(native["outputs"]?.list.map { $0["sequences"]?[0]?["attention"]?["cross"] })
        let shapes = maps.map { $0?["shape"]?.integers ?? [] }
        let shape = try #require(tensor(reply, "cross_attentions")?["shape"]?.integers)
        #expect(shape == [2, 1, 2, 1, max(shapes[0][2], shapes[1][2]), max(shapes[0][3], shapes[1][3])])
        let data = try #require(tensor(reply, "cross_attentions")?["data"]?.numbers)
        #expect(data.count == shape.reduce(1, *))
        for (row, map) in maps.enumerated() {
            for layer in 0..<2 {
                for query in 0..<shapes[row][2] {
                    let start = (((row * 2 + layer) * shape[4]) + query) * shape[5]
                    let own = try #require(map?["weights"]?[layer]?[0]?[query]?.numbers)
                    #expect(Array(data[start..<start + own.count]) == own)
                    #expect(data[(start + own.count)..<(start + shape[5])].allSatisfy { $0 == 0 })
                }
            }
        }
    }

    @Test func embeddingsAreTheNativeOnes() async throws {
        let reply = try await infer(
            "bert", #"{"inputs":[{"name":"text","shape":[2],"datatype":"BYTES","data":["Attention","a cab"]}]}"#)
        let native = try await service().post("/encode", #"{"model":"bert","input":["Attention","a cab"]}"#)
        let numbers = native["outputs"]?.list.flatMap { $0["embedding"]?.numbers ?? [] } ?? []
        #expect(reply["outputs"]?.list.map { $0["name"]?.string } == ["embedding"])
        #expect(tensor(reply, "embedding")?["shape"]?.integers == [2, numbers.count / 2])
        #expect(tensor(reply, "embedding")?["data"]?.numbers == numbers)
        let states = try await infer(
            "plain",
            #"{"inputs":[{"name":"input_ids","shape":[2,3],"datatype":"INT64","data":[5,6,7,5,6,0]},{"name":"attention_mask","shape":[2,3],"datatype":"INT64","data":[1,1,1,1,1,0]}]}"#
        )
        let plain = try await service().post("/encode", #"{"model":"plain","input":[[5,6,7],[5,6]]}"#)
        let width = try #require(plain["outputs"]?[0]?["hidden_states"]?[0]?.count)
        #expect(tensor(states, "last_hidden_state")?["shape"]?.integers == [2, 3, width])
        let rows = plain["outputs"]?.list.flatMap { $0["hidden_states"]?.list.flatMap { $0.numbers ?? [] } ?? [] } ?? []
        #expect(
            tensor(states, "last_hidden_state")?["data"]?.numbers == rows + Array(repeating: 0, count: width))
    }

    @Test func raggedIdsAreToldByPaddingToo() async throws {
        // The padding of this model is its last id.
        let padding = try await service().get("/models/ids")["decoding_defaults"]?["pad_token_id"]?.integer
        let pad = try #require(padding)
        let padded = try await infer(
            "ids",
            #"{"inputs":[{"name":"input_ids","shape":[2,3],"datatype":"INT64","data":[[5,6,7],[8,\#(pad),\#(pad)]]}]}"#)
        let masked = try await infer(
            "ids",
            #"{"inputs":[{"name":"input_ids","shape":[2,3],"datatype":"INT64","data":[5,6,7,8,9,9]},{"name":"attention_mask","shape":[2,3],"datatype":"INT64","data":[1,1,1,1,0,0]}]}"#
        )
        #expect(padded.text == masked.text)
        let native = try await service().post("/decode", #"{"model":"ids","input":[[5,6,7],[8]]}"#)
        let scores = native["outputs"]?.list.map { $0["sequences"]?[0]?["score"]?.number ?? .nan }
        #expect(tensor(padded, "scores")?["data"]?.numbers == scores)
    }

    @Test func tensorsAreBytesBothWays() async throws {
        let texts = Self.text("cab") + Self.text("a")
        let json = #"""
            {"inputs":[{"name":"text","shape":[2],"datatype":"BYTES","parameters":{"binary_data_size":\#(texts.count)}}],
            "parameters":{"binary_data_output":true,"max_new_tokens":4}}
            """#
        let reply = try await binary("letters", json, texts)
        #expect(reply.status == 200, "\(reply.text)")
        #expect(reply.headers["content-type"] == "application/octet-stream")
        let length = try #require(reply.headers["inference-header-content-length"].flatMap(Int.init))
        let head = try JSONDocument(parsing: Array(reply.body.prefix(length))).root
        var rest = reply.body.dropFirst(length)
        let plain = try await infer(
            "letters",
            #"{"inputs":[{"name":"text","shape":[2],"datatype":"BYTES","data":["cab","a"]}],"parameters":{"max_new_tokens":4}}"#
        )
        for output in head["outputs"]?.list ?? [] {
            let size = try #require(output["parameters"]?["binary_data_size"]?.integer)
            let own = Array(rest.prefix(size))
            rest = rest.dropFirst(size)
            let expected = tensor(plain, output["name"]?.string ?? "")
            #expect(output["shape"]?.integers == expected?["shape"]?.integers)
            switch output["datatype"]?.string {
            case "BYTES": #expect(own == expected?["data"]?.strings?.flatMap { Self.text($0 ?? "") })
            case "INT64": #expect(own == expected?["data"]?.integers?.flatMap { Self.bytes(Int64($0)) })
            default:
                #expect(own == expected?["data"]?.numbers?.flatMap { Self.bytes(Float($0).bitPattern) })
            }
        }
        #expect(rest.isEmpty)
    }

    @Test func outputsChooseTheirForm() async throws {
        let ids = [5, 6].flatMap { Self.bytes(Int64($0)) }
        let json = #"""
            {"inputs":[{"name":"input_ids","shape":[1,2],"datatype":"INT64","parameters":{"binary_data_size":16}}],
            "outputs":[{"name":"scores","parameters":{"binary_data":false}},{"name":"sequences","parameters":{"binary_data":true}}]}
            """#
        let reply = try await binary("ids", json, ids)
        let length = try #require(reply.headers["inference-header-content-length"].flatMap(Int.init))
        let head = try JSONDocument(parsing: Array(reply.body.prefix(length))).root
        #expect(tensor(head, "scores")?["data"]?.count == 1 && tensor(head, "scores")?["parameters"] == nil)
        #expect(tensor(head, "sequences")?["data"] == nil)
        #expect(tensor(head, "sequences")?["parameters"]?["binary_data_size"]?.integer == reply.body.count - length)
    }

    private static let ids = #"{"name":"input_ids","shape":[1,2],"datatype":"INT64","data":[5,6]}"#

    @Test(arguments: [
        ("ids", "{", "not valid JSON"), ("ids", "[]", "must be"), ("ids", "{}", "inputs is missing"),
        ("ids", #"{"inputs":[]}"#, "inputs must not be"), ("ids", #"{"inputs":[1]}"#, "inputs[0]"),
        ("ids", #"{"inputs":[\#(ids)],"nothing":1}"#, "nothing"),
        ("ids", #"{"inputs":[\#(ids)],"model_name":"other"}"#, "model_name"),
        ("ids", #"{"inputs":[\#(ids)],"outputs":[{"name":"nothing"}]}"#, "outputs[0].name"),
        ("ids", #"{"inputs":[\#(ids)],"outputs":[{"name":"text"}]}"#, "outputs[0].name"),
        ("ids", #"{"inputs":[\#(ids)],"outputs":[{"name":"scores"},{"name":"scores"}]}"#, "twice"),
        (
            "ids", #"{"inputs":[\#(ids)],"outputs":[{"name":"scores","parameters":{"classification":3}}]}"#,
            "classification"
        ),
        ("ids", #"{"inputs":[\#(ids)],"parameters":{"num_beams":0}}"#, "parameters.num_beams"),
        ("ids", #"{"inputs":[\#(ids)],"parameters":{"sequence_id":3}}"#, "parameters.sequence_id"),
        ("ids", #"{"inputs":[\#(ids)],"parameters":{"pooling":"mean"}}"#, "parameters.pooling"),
        ("ids", #"{"inputs":[\#(ids)],"parameters":{"temperature":0.5}}"#, "parameters.temperature"),
        ("plain", #"{"inputs":[\#(ids)],"parameters":{"num_beams":2}}"#, "parameters.num_beams"),
        ("plain", #"{"inputs":[\#(ids)],"outputs":[{"name":"embedding"}]}"#, "parameters.pooling"),
        ("ids", #"{"inputs":[\#(ids),\#(ids)]}"#, "twice"),
        ("ids", #"{"inputs":[{"name":"x","shape":[1],"datatype":"BYTES","data":["a"]}]}"#, "inputs[0].name"),
        ("ids", #"{"inputs":[{"name":"input_ids","shape":[1,2],"datatype":"INT32","data":[5,6]}]}"#, "INT64"),
        ("ids", #"{"inputs":[{"name":"input_ids","shape":[1,2],"datatype":"FP32","data":[5,6]}]}"#, "INT64"),
        ("ids", #"{"inputs":[{"name":"input_ids","shape":[1,2],"datatype":"BYTES","data":["5","6"]}]}"#, "INT64"),
        ("ids", #"{"inputs":[{"name":"input_ids","shape":[2],"datatype":"INT64","data":[5,6]}]}"#, "[rows, tokens]"),
        ("ids", #"{"inputs":[{"name":"input_ids","shape":[1,3],"datatype":"INT64","data":[5,6]}]}"#, "2 elements"),
        (
            "ids", #"{"inputs":[{"name":"input_ids","shape":[1,2],"datatype":"INT64","data":[[[5,6]]]}]}"#,
            "lists in lists"
        ),
        (
            "ids", #"{"inputs":[{"name":"input_ids","shape":[1,2],"datatype":"INT64","data":[5,-1]}]}"#,
            "input_ids[0][1]"
        ),
        ("ids", #"{"inputs":[{"name":"input_ids","shape":[1,2],"datatype":"INT64","data":[5,61]}]}"#, "input[0][1]"),
        (
            "ids", #"{"inputs":[{"name":"input_ids","shape":[1,1],"datatype":"INT64","data":[9223372036854775807]}]}"#,
            "input_ids[0][0]"
        ),
        ("ids", #"{"inputs":[{"name":"input_ids","shape":[1,2],"datatype":"INT64","data":[5,1.5]}]}"#, "data[1]"),
        ("ids", #"{"inputs":[{"name":"input_ids","shape":[0,2],"datatype":"INT64","data":[]}]}"#, "no rows"),
        ("ids", #"{"inputs":[{"name":"input_ids","shape":[2147483647,0],"datatype":"INT64","data":[]}]}"#, "no tokens"),
        (
            "ids",
            #"{"inputs":[{"name":"input_ids","shape":[2147483647,2147483647,2147483647],"datatype":"INT64","data":[]}]}"#,
            "more elements"
        ),
        ("ids", #"{"inputs":[{"name":"input_ids","shape":[-1,2],"datatype":"INT64","data":[]}]}"#, "shape"),
        ("ids", #"{"inputs":[{"name":"input_ids","shape":[1,2],"datatype":"INT64"}]}"#, "inputs[0].data is missing"),
        (
            "ids",
            #"{"inputs":[{"name":"input_ids","shape":[1,1],"datatype":"INT64","data":[5],"parameters":{"binary_data_size":8}}]}"#,
            "one place"
        ),
        (
            "ids",
            #"{"inputs":[{"name":"input_ids","shape":[1,1],"datatype":"INT64","parameters":{"shared_memory_region":"x"}}]}"#,
            "shared_memory_region"
        ),
        (
            "ids",
            #"{"inputs":[{"name":"input_ids","shape":[1,1],"datatype":"INT64","parameters":{"binary_data_size":8}}]}"#,
            "binary_data_size"
        ),
        (
            "ids",
            #"{"inputs":[\#(ids),{"name":"attention_mask","shape":[2,1],"datatype":"INT64","data":[1,1]}]}"#, "the same"
        ),
        (
            "ids",
            #"{"inputs":[\#(ids),{"name":"attention_mask","shape":[1,2],"datatype":"INT64","data":[1,2]}]}"#,
            "attention_mask[0][1]"
        ),
        (
            "ids",
            #"{"inputs":[\#(ids),{"name":"attention_mask","shape":[1,2],"datatype":"INT64","data":[0,0]}]}"#,
            "but padding"
        ),
        ("ids", #"{"inputs":[{"name":"text","shape":[1],"datatype":"BYTES","data":["a"]}]}"#, "tokenizer"),
        (
            "letters",
            #"{"inputs":[{"name":"text","shape":[1],"datatype":"BYTES","data":["a"]},{"name":"attention_mask","shape":[1,1],"datatype":"INT64","data":[1]}]}"#,
            "no effect on text"
        ),
        ("letters", #"{"inputs":[{"name":"text","shape":[1,2],"datatype":"BYTES","data":["a","b"]}]}"#, "[rows, 1]"),
    ])
    func requestsThatAreNoneAreA400(model: String, body: String, sentence: String) async throws {
        let reply = try await service().reply("/v2/models/\(model)/infer", Array(body.utf8))
        #expect(reply.status == 400, "\(reply.text)")
        #expect(reply.json?.keys == ["error"])
        #expect(reply.sentence?.contains(sentence) == true, "\(reply.text)")
    }

    private static func binaryIDs(shape: String = "[1,2]", size: String = "16") -> String {
        #"{"inputs":[{"name":"input_ids","shape":\#(shape),"datatype":"INT64","parameters":{"binary_data_size":\#(size)}}]}"#
    }

    private static func binaryTexts(shape: String = "[2]", size: Int) -> String {
        #"{"inputs":[{"name":"text","shape":\#(shape),"datatype":"BYTES","parameters":{"binary_data_size":\#(size)}}]}"#
    }

    @Test(arguments: ["", "-1", "0", "999999", "9223372036854775808", "x", "1, 1", "5"])
    func lengthsThatAreNoneAreRefused(length: String) async throws {
        let reply = try await binary("ids", Self.binaryIDs(), Array(repeating: 0, count: 16), length: length)
        #expect(reply.status == 400 && reply.sentence?.isEmpty == false, "\(reply.text)")
    }

    @Test(arguments: [
        (binaryIDs(size: "17"), 16), (binaryIDs(size: "8"), 16), (binaryIDs(size: "9223372036854775807"), 16),
        (binaryIDs(size: "-1"), 16), (binaryIDs(shape: "[2147483647,2147483647]"), 16), (binaryIDs(), 0),
        (binaryIDs(), 15), (binaryIDs(), 17), (binaryIDs(shape: "[0,2]"), 16),
        (binaryIDs(shape: "[0,2]", size: "0"), 0),
        (binaryIDs(shape: "[2,0]", size: "0"), 0), (binaryIDs(size: "1e3"), 16),
    ])
    func sizesThatLieAreRefused(json: String, count: Int) async throws {
        let reply = try await binary("ids", json, Array(repeating: 0, count: count))
        #expect(reply.status == 400 && reply.sentence?.isEmpty == false, "\(reply.text)")
    }

    @Test func textsThatLieAreRefused() async throws {
        let good = Self.text("cab") + Self.text("a")
        for bytes in [
            Self.bytes(UInt32.max) + Array(repeating: 97, count: 8), Array(good.dropLast()), good + [0],
            good + Self.text("b"),
            Self.text("cab"), [1, 0, 0], Self.bytes(UInt32(2)) + [0xFF, 0xFE] + Self.text("a"), [],
        ] {
            let reply = try await binary("letters", Self.binaryTexts(size: bytes.count), bytes)
            #expect(reply.status == 400 && reply.sentence?.isEmpty == false, "\(reply.text)")
        }
        let reply = try await binary("letters", Self.binaryTexts(size: good.count), good)
        #expect(reply.status == 200, "\(reply.text)")
    }

    @Test func whatIsNotThereIsA404() async throws {
        for path in [
            "/v2/models/nope", "/v2/models/ids/versions/2", "/v2/models/nope/ready", "/v2/nothing", "/v2/models",
        ] {
            let reply = try await service().reply(.get, path)
            #expect(reply.status == 404 && reply.sentence?.isEmpty == false)
        }
        let reply = try await service().reply("/v2/models/nope/infer", Array("{}".utf8))
        #expect(reply.status == 404)
    }

    @Test func repliesThatAreTooLargeAreRefusedBeforehand() async throws {
        let service = try TestService([("plain", .fixture("families/bert/masked-language-model"))]) {
            $0.maxResponseBytes = 4096
        }
        let data = Array(repeating: "5", count: 40).joined(separator: ",")
        let body = #"{"inputs":[{"name":"input_ids","shape":[4,10],"datatype":"INT64","data":[\#(data)]}]}"#
        let reply = await service.reply("/v2/models/plain/infer", Array(body.utf8))
        #expect(reply.status == 413 && reply.sentence?.contains("max_response_bytes") == true)
    }
}
