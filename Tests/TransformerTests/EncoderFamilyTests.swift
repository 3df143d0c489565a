import Checkpoints
import JSON
import Tensors
import TestSupport
import Testing
import Transformer

/// How encoder-only families read a configuration: what changes numbers is honoured, or refused by its name.
@Suite struct EncoderFamilyTests {
    @Test func familyIsFoundByTheClassWhereThereIsNoModelType() throws {
        #expect(try family(#"{"architectures": ["BertModel"]}"#).modelTypes == ["bert"])
        #expect(try family(#"{"architectures": ["DistilBertForMaskedLM"]}"#).modelTypes == ["distilbert"])
        #expect(throws: ModelError.self) { try family(#"{"architectures": ["BertGenerationEncoder"]}"#) }
        #expect(throws: ModelError.configuration(key: "model_type", message: "is missing")) { try family("{}") }
    }

    /// The position rows up to the padding's are none that a token can have.
    @Test func positionsBehindThePaddingAreTheLimit() throws {
        #expect(try EncoderFixture("bert/masked-language-model").model.description.encoder.maxPositions == 24)
        #expect(try EncoderFixture("roberta/masked-language-model").model.description.encoder.maxPositions == 22)
        #expect(try EncoderFixture("roberta/late-padding-bfloat16").model.description.encoder.maxPositions == 17)
    }

    @Test func everyPassThroughALayerCounts() throws {
        let description = try EncoderFixture("albert/inner-groups").model.description
        #expect(description.encoder.layers == 6)
    }

    @Test(arguments: [
        ("position_embedding_type", #""relative_key""#, #"is "relative_key"; only "absolute" is served"#),
        ("is_decoder", "true", "is true: this family is served as an encoder only"),
        ("add_cross_attention", "true", "is true: this family is served as an encoder only"),
        ("hidden_act", #""prelu""#, "\"prelu\" is not served; served are \(Activation.servedNames)"),
        ("num_attention_heads", "7", "is 7, which does not divide hidden_size 768"),
        ("layer_norm_eps", #""small""#, #"must be a number, not "small""#),
        ("layer_norm_eps", "-1", "must be between 0.0 and 1.0, not -1.0"),
        ("type_vocab_size", "0", "must be between 1 and 65536, not 0"),
        ("max_position_embeddings", "2", "is 2, which leaves no positions behind padding token 1"),
    ])
    func refusesByName(_ key: String, _ value: String, _ message: String) throws {
        let sizes = #""model_type": "roberta""#
        let configuration = try configuration("{\(sizes), \"\(key)\": \(value)}")
        let family = try ModelFamilies.family(of: configuration)
        #expect(throws: ModelError.configuration(key: key, message: message)) {
            try family.build(configuration, weights: noWeights())
        }
    }

    @Test func groupsOfLayersAreNoMoreThanPasses() throws {
        let configuration = try configuration(
            #"{"model_type": "albert", "num_hidden_layers": 2, "num_hidden_groups": 3}"#)
        #expect(throws: ModelError.configuration(key: "num_hidden_groups", message: "must be between 1 and 2, not 3")) {
            try Albert.build(configuration, weights: noWeights())
        }
    }

    @Test func fewerBucketsThanTransformersSortsIntoAreRefused() throws {
        let configuration = try configuration(#"{"model_type": "mpnet", "relative_attention_num_buckets": 16}"#)
        let error = ModelError.configuration(
            key: "relative_attention_num_buckets", message: "must be between 32 and 65536, not 16")
        #expect(throws: error) { try MPNet.build(configuration, weights: noWeights()) }
    }

    /// Tensors that no family knows, and code that would change the numbers, do not go by in silence.
    @Test func whatIsNotReadOrRunIsNoticed() throws {
        let fixture = "families/bert/masked-language-model"
        let configuration = try Fixtures.bytes("\(fixture)/config.json")
        let directory = try TemporaryDirectory()
        // The file's layers are two; the configuration's one leaves the second unread.
        var text = String(decoding: configuration, as: UTF8.self)
        text.replace(
            "\"num_hidden_layers\": 2", with: "\"num_hidden_layers\": 1, \"auto_map\": {\"AutoModel\": \"mine.Mine\"}")
        try directory.write("config.json", text)
        try directory.write("model.safetensors", try Fixtures.bytes("\(fixture)/model.safetensors"))
        let notices = try Model(ModelFiles(directory: ModelDirectory(path: directory.path))).notices
        #expect(notices.count == 2)
        #expect(notices.first?.contains("auto_map") == true)
        #expect(
            notices.last?.hasPrefix("16 tensors of the weights are not used: bert.encoder.layer.1.attention.output")
                == true)
    }

    private func configuration(_ text: String) throws -> ModelConfiguration {
        try ModelConfiguration(JSONDocument(parsing: text).root)
    }

    private func family(_ text: String) throws -> any ModelFamily.Type {
        try ModelFamilies.family(of: configuration(text))
    }

    private func noWeights() throws -> WeightReader {
        let directory = try TemporaryDirectory()
        try directory.write("model.safetensors", SafetensorsBuilder().bytes())
        // What is mapped outlives the file's name.
        return try withExtendedLifetime(directory) {
            try WeightReader(Checkpoint(directory: ModelDirectory(path: directory.path)))
        }
    }
}
