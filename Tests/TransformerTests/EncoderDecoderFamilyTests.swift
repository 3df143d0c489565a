import Checkpoints
import JSON
import Tensors
import TestSupport
import Testing
import Transformer

/// How encoder–decoder families read a configuration: what changes numbers is honoured, or refused by its name.
@Suite struct EncoderDecoderFamilyTests {
    @Test(arguments: [
        ("bart", "is_decoder", "true", "is true: a decoder alone is not served"),
        ("mbart", "is_encoder_decoder", "false", "is false: a decoder alone is not served"),
        ("bart", "activation_function", #""prelu""#, "\"prelu\" is not served; served are \(Activation.servedNames)"),
        ("pegasus", "decoder_attention_heads", "7", "is 7, which does not divide d_model 1024"),
        ("bart", "encoder_layers", "0", "must be between 1 and 1024, not 0"),
        ("m2m_100", "pad_token_id", "-1", "must be between 0 and 128111, not -1"),
        ("m2m_100", "d_model", "2", "is 2: too few for sinusoidal positions"),
        (
            "m2m_100", "max_position_embeddings", "1048576",
            "is 1048576: 1048578 computed positions of 1024 numbers are too many"
        ),
        (
            "t5", "feed_forward_proj", #""gated-xielu""#,
            "\"gated-xielu\" is not served; served are \(Activation.servedNames), also as gated-<one of them>"
        ),
        (
            "t5", "feed_forward_proj", #""gated-gelu-new""#,
            #""gated-gelu-new" is not an activation or gated-<activation>"#
        ),
        ("t5", "layer_norm_epsilon", #""1e-6""#, #"must be a number, not "1e-6""#),
        ("mt5", "num_decoder_layers", "1.5", "must be an integer, not 1.5"),
    ])
    func refusesByName(_ family: String, _ key: String, _ value: String, _ message: String) throws {
        // Sizes whose divisors are not in question.
        let heads = family == "m2m_100" ? #", "encoder_attention_heads": 1, "decoder_attention_heads": 1"# : ""
        let text = "{\"model_type\": \"\(family)\"\(heads), \"\(key)\": \(value)}"
        let configuration = try configuration(text)
        let served = try ModelFamilies.family(of: configuration)
        #expect(throws: ModelError.configuration(key: key, message: message)) {
            try served.build(configuration, weights: noWeights())
        }
    }

    /// transformers knows the sizes of all families by common names too, which decide where both are there.
    @Test func commonNamesDecide() throws {
        let bart = try BartSizes(
            configuration(
                #"{"hidden_size": 48, "encoder_layers": 5, "num_hidden_layers": 3, "num_attention_heads": 6}"#))
        #expect(bart.hiddenSize == 48)
        #expect([bart.encoder.layers, bart.encoder.heads] == [3, 6])
        #expect([bart.decoder.layers, bart.decoder.heads] == [12, 16])

        let t5 = try T5Sizes(
            configuration(
                #"{"d_model": 5, "hidden_size": 64, "num_attention_heads": 4, "head_dim": 3, "num_hidden_layers": 2}"#),
            defaults: .t5)
        #expect([t5.hiddenSize, t5.attention.innerSize, t5.encoder.layers, t5.decoder.layers] == [64, 12, 2, 6])
    }

    @Test(arguments: [
        ("relu", Activation.relu, false), ("gated-gelu", .geluTanh, true), ("gelu", .gelu, false),
        ("gated-silu", .silu, true), ("gelu_new", .geluTanh, false),
    ])
    func feedForwardIsNamedInOneWord(_ projection: String, _ activation: Activation, _ isGated: Bool) throws {
        let sizes = try T5Sizes(configuration("{\"feed_forward_proj\": \"\(projection)\"}"), defaults: .t5)
        #expect(sizes.activation == activation && sizes.isGated == isGated)
        // What transformers made of it once, and wrote down.
        let written = try T5Sizes(
            configuration(
                "{\"feed_forward_proj\": \"\(projection)\", \"dense_act_fn\": \"tanh\", \"is_gated_act\": \(!isGated)}"),
            defaults: .t5)
        #expect(written.activation == .tanh && written.isGated == !isGated)
    }

    @Test(arguments: ["nllb-moe", "led", "longt5"])
    func familiesThatDoNotFitAreRefused(_ modelType: String) throws {
        let configuration = try configuration("{\"model_type\": \"\(modelType)\"}")
        #expect(throws: ModelError.self) { try ModelFamilies.family(of: configuration) }
    }

    /// Switches that transformers ignores are noticed; nothing else is.
    @Test(arguments: Fixtures.encoderDecoderModels)
    func switchesWithoutEffectAreNoticed(_ name: String) throws {
        let notices = try EncoderDecoderFixture(name).model.notices
        switch name {
        case "marian/biased-sharded", "families/bart/untied-scaled-float16":
            #expect(notices.count == 1 && notices[0].contains("\"normalize_before\" is true"), "\(notices)")
        case "families/mbart/language-as-start-bfloat16":
            #expect(notices.count == 1 && notices[0].contains("\"normalize_before\" is false"), "\(notices)")
        default: #expect(notices == [])
        }
    }

    @Test func relativePositionsSetNoLimit() throws {
        let t5 = try EncoderDecoderFixture("families/t5/tied-relu").model.description
        #expect(t5.encoder.maxPositions == nil && t5.decoder?.maxPositions == nil)
        let m2m100 = try EncoderDecoderFixture("families/m2m_100/forced-language").model.description
        #expect(m2m100.encoder.maxPositions == 30)
    }

    private func configuration(_ text: String) throws -> ModelConfiguration {
        try ModelConfiguration(JSONDocument(parsing: text).root)
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
