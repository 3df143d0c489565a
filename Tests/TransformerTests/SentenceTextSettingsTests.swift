import Testing
import Transformer

/// What a sentence-transformers directory does with a text before its model.
@Suite struct SentenceTextSettingsTests {
    /// - settings, tokenizer: of sentence_bert_config.json and tokenizer_config.json; nil: no such file
    private func limit(_ settings: String?, _ tokenizer: String?) throws -> Int? {
        var files: [String: String] = [:]
        files["sentence_bert_config.json"] = settings
        files["tokenizer_config.json"] = tokenizer
        return try SentenceDirectory(files).read()?.transformer.maxTokens
    }

    @Test(arguments: [
        // max_seq_length, else model_max_length.
        (#"{"max_seq_length": 128}"#, #"{"model_max_length": 512}"#, 128),
        (#"{"max_seq_length": 128}"#, #"{"model_max_length": 64}"#, 128),
        (#"{"max_seq_length": null}"#, #"{"model_max_length": 64}"#, 64),
        (#"{"do_lower_case": false}"#, #"{"model_max_length": 64}"#, 64),
        (nil, #"{"model_max_length": 64}"#, 64),
        (nil, #"{"max_len": 64}"#, 64),
        (nil, #"{"model_max_length": 64.0}"#, 64),
        // 10³⁰ and null mean none.
        (nil, #"{"model_max_length": 1000000000000000019884624838656}"#, nil),
        (nil, #"{"model_max_length": 1e30}"#, nil),
        (nil, #"{"model_max_length": null}"#, nil),
        (nil, #"{}"#, nil),
        (nil, nil, nil),
        ("{}", nil, nil),
        // What is passed on when texts are cut counts for more.
        (#"{"processing_kwargs": {"text": {"max_length": 9}}}"#, #"{"model_max_length": 64}"#, 9),
        (#"{"max_seq_length": 20, "processing_kwargs": {"text": {"max_length": 30}}}"#, nil, 30),
        (#"{"processing_kwargs": {"text": {"max_length": 9}, "common": {"max_length": 5, "padding": true}}}"#, nil, 9),
        (#"{"processing_kwargs": {"common": {"max_length": 5}}}"#, #"{"model_max_length": 64}"#, 5),
        (#"{"processing_kwargs": {"text": {"truncation": false}}}"#, #"{"model_max_length": 64}"#, nil),
        (
            #"{"processing_kwargs": {"text": {"truncation": "longest_first"}, "image": {"size": 3}}}"#,
            #"{"model_max_length": 64}"#, 64
        ),
        (#"{"tokenizer_args": {"model_max_length": 7}, "max_seq_length": 20}"#, #"{"model_max_length": 64}"#, 7),
        (#"{"processor_kwargs": {"model_max_length": 7, "use_fast": true}}"#, nil, 7),
    ])
    func longestInputIsThatOfSentenceTransformers(_ settings: String?, _ tokenizer: String?, _ expected: Int?) throws {
        #expect(try limit(settings, tokenizer) == expected)
    }

    @Test(arguments: ["roberta", "distilbert", "camembert", "albert", "xlm-roberta", "xlnet"])
    func settingsHaveHadOtherNames(model: String) throws {
        let files = ["sentence_\(model)_config.json": #"{"max_seq_length": 5}"#, "sentence_bert_config.json": "{}"]
        #expect(try SentenceDirectory(files).read()?.transformer.maxTokens == 5)
    }

    @Test(arguments: [true, false])
    func lowercases(flag: Bool) throws {
        let settings = #"{"do_lower_case": \#(flag)}"#
        #expect(
            try SentenceDirectory(["sentence_bert_config.json": settings]).read()?.transformer.lowercasesTexts == flag)
    }

    @Test(arguments: [
        (#"{"max_seq_length": 0}"#, #""max_seq_length" must be a whole number from 1, not 0"#),
        (#"{"max_seq_length": "a"}"#, #""max_seq_length" must be a whole number from 1, not "a""#),
        (#"{"max_seq_length": 1.5}"#, #""max_seq_length" must be a whole number from 1, not 1.5"#),
        (#"{"do_lower_case": 1}"#, #""do_lower_case" must be true or false, not 1"#),
        ("[]", "it is not a JSON object"),
        (#"{"transformer_task": "fill-mask"}"#, #""transformer_task" is "fill-mask""#),
        (#"{"module_output_name": "sentence_embedding"}"#, #""module_output_name" is "sentence_embedding""#),
        (
            #"{"modality_config": {"text": {"method": "forward", "method_output_name": "pooler_output"}}}"#,
            #""modality_config.text" must"#
        ),
        (
            #"{"modality_config": {"text": {"method": "get_text_features", "method_output_name": "last_hidden_state"}}}"#,
            #""modality_config.text" must"#
        ),
        (#"{"modality_config": {"image": {}}}"#, #""modality_config.text" must"#),
        (#"{"modality_config": {"message": {}, "text": {}}}"#, #""modality_config.message""#),
        (
            #"{"processing_kwargs": {"text": {"add_special_tokens": false}}}"#,
            #""processing_kwargs.text.add_special_tokens" is false"#
        ),
        (#"{"processing_kwargs": {"text": {"max_length": -1}}}"#, #""processing_kwargs.text.max_length" must be"#),
        (#"{"processing_kwargs": {"text": 1}}"#, #""processing_kwargs.text" must be an object, not 1"#),
        (
            #"{"processing_kwargs": {"text": {"truncation": "only_second"}}}"#,
            #""processing_kwargs.text.truncation" is "only_second""#
        ),
        (#"{"model_args": {"num_hidden_layers": 2}}"#, #""model_args.num_hidden_layers" is 2"#),
        (#"{"config_kwargs": 1}"#, #""config_kwargs" must be an object, not 1"#),
    ])
    func refusesOtherSettings(_ settings: String, _ message: String) throws {
        let refusal = try #require(SentenceDirectory(["sentence_bert_config.json": settings]).refusal())
        #expect(refusal.hasPrefix("sentence_bert_config.json: " + message))
    }

    @Test(arguments: [#"{"model_max_length": 0}"#, #"{"model_max_length": "long"}"#, #"{"model_max_length": -1}"#])
    func refusesOtherTokenizerLimits(_ tokenizer: String) throws {
        let refusal = try #require(SentenceDirectory(["tokenizer_config.json": tokenizer]).refusal())
        #expect(refusal.hasPrefix(#"tokenizer_config.json: "model_max_length" must be a whole number from 1"#))
    }

    @Test func heldPrecisionIsNoticed() throws {
        let settings =
            #"{"model_args": {"torch_dtype": "bfloat16", "add_pooling_layer": false, "attn_implementation": "sdpa"}}"#
        let notices = try SentenceDirectory(["sentence_bert_config.json": settings]).read()?.notices
        #expect(notices?.count == 1 && notices?.first?.contains(#""model_args.torch_dtype" is "bfloat16""#) == true)
    }
}
