import Decoding
import JSON
import TestSupport
import Testing

@Suite struct OptionsTests {
    private func options(generation: String?, model: String = "{}") throws -> DecodingOptions {
        try DecodingOptions(
            generationConfig: generation.map { try JSONDocument(parsing: $0).root },
            modelConfig: JSONDocument(parsing: model).root)
    }

    private func field(_ body: () throws -> Void) -> String? {
        do {
            try body()
            return nil
        } catch DecodingError.invalid(let field, let message) {
            return message.contains(field) || field == "target_prefix" ? field : "message does not name \(field)"
        } catch {
            return "\(error)"
        }
    }

    // MARK: Reading

    @Test func everyOptionIsRead() throws {
        let options = try options(
            generation: """
                {"max_new_tokens": 7, "max_length": 30, "min_new_tokens": 2, "min_length": 3, "num_beams": 4,
                 "num_return_sequences": 2, "length_penalty": 0.5, "early_stopping": "never", "do_sample": true,
                 "temperature": 2, "top_k": 9, "top_p": 0.25, "repetition_penalty": 1.5, "no_repeat_ngram_size": 3,
                 "min_p": 0.5, "typical_p": 0.75, "encoder_repetition_penalty": 1.25, "encoder_no_repeat_ngram_size": 4,
                 "sequence_bias": [[[5], -1.5], [[6, 7], 2]], "exponential_decay_length_penalty": [5, 1.5],
                 "suppress_tokens": [4, 9], "begin_suppress_tokens": [3], "renormalize_logits": true,
                 "bad_words_ids": [[5], [6, 7]], "forced_bos_token_id": 8, "forced_eos_token_id": [2, 3],
                 "eos_token_id": [2, 4], "pad_token_id": 1, "decoder_start_token_id": 11, "something_else": {}}
                """)
        var expected = DecodingOptions()
        expected.maxNewTokens = 7
        expected.maxLength = 30
        expected.minNewTokens = 2
        expected.minLength = 3
        expected.numBeams = 4
        expected.numReturnSequences = 2
        expected.lengthPenalty = 0.5
        expected.earlyStopping = .never
        expected.doSample = true
        expected.temperature = 2
        expected.topK = 9
        expected.topP = 0.25
        expected.repetitionPenalty = 1.5
        expected.noRepeatNgramSize = 3
        expected.minP = 0.5
        expected.typicalP = 0.75
        expected.encoderRepetitionPenalty = 1.25
        expected.encoderNoRepeatNgramSize = 4
        expected.sequenceBiases = [TokenBias(tokens: [5], bias: -1.5), TokenBias(tokens: [6, 7], bias: 2)]
        expected.endTokenGrowth = EndTokenGrowth(start: 5, factor: 1.5)
        expected.suppressedTokens = [4, 9]
        expected.firstSuppressedTokens = [3]
        expected.renormalizesLogits = true
        expected.badWords = [[5], [6, 7]]
        expected.forcedBOSToken = 8
        expected.forcedEOSTokens = [2, 3]
        expected.eosTokens = [2, 4]
        expected.padToken = 1
        expected.decoderStartToken = 11
        #expect(options == expected)
    }

    @Test func limitsOfNewTokensAreHeldToThePositions() throws {
        var options = try options(
            generation: #"{"max_new_tokens": 1000, "decoder_start_token_id": 3}"#,
            model: #"{"max_position_embeddings": 16}"#)
        #expect(options.maxNewTokens == 16)
        options.prefix = [5, 6, 7]
        options.holdNewTokens(toPositions: 16)
        #expect(options.maxNewTokens == 13)
        try options.validate(vocabularySize: 10, maxPositions: 16)
        options.maxNewTokens = nil
        options.holdNewTokens(toPositions: 16)
        #expect(options.maxNewTokens == nil)
    }

    @Test(
        arguments: ["max_new_tokens", "min_new_tokens", "max_length", "min_length", "top_k", "num_beams"],
        [Int.max, .min])
    func integersOfFilesMayBeAnything(key: String, number: Int) throws {
        var options = try options(
            generation: #"{"\#(key)": \#(number), "decoder_start_token_id": 3}"#, model: "{}")
        options.holdMinimumToLimit()
        let errors = options.leaveOutInvalid(vocabularySize: 10, maxPositions: 100)
        // A minimum of new tokens is held to the limit before anybody looks at it.
        #expect(errors.count <= 1 && (errors.count == 1 || key == "min_new_tokens"))
        try options.validate(vocabularySize: 10, maxPositions: 100)
    }

    @Test func generationConfigHidesTheModelsConfig() throws {
        let options = try options(
            generation: #"{"decoder_start_token_id": 3, "max_length": 9}"#,
            model: #"{"num_beams": 6, "eos_token_id": 2, "max_length": 50, "decoder_start_token_id": 4}"#)
        #expect(options.numBeams == 1)
        #expect(options.eosTokens == [])
        #expect(options.maxLength == 9)
        #expect(options.decoderStartToken == 3)
    }

    @Test func modelConfigIsReadWhenItIsAlone() throws {
        let options = try options(
            generation: nil,
            model: #"{"num_beams": 6, "eos_token_id": 2, "max_length": 50, "decoder_start_token_id": 4, "d_model": 8}"#)
        #expect(options.numBeams == 6)
        #expect(options.eosTokens == [2])
        #expect(options.maxLength == 50)
        #expect(options.decoderStartToken == 4)
    }

    @Test func nullIsLikeAbsent() throws {
        let options = try options(
            generation: #"{"decoder_start_token_id": 3, "num_beams": null, "forced_eos_token_id": null, "top_k": null}"#
        )
        #expect(options.numBeams == 1)
        #expect(options.forcedEOSTokens == [])
        #expect(options.topK == 50)
    }

    @Test func numbersThatPythonTakesForOthersAreRead() throws {
        // generate asks whether early_stopping is True, which 1 is not.
        for number in ["0", "1", "1.0"] {
            #expect(try options(generation: #"{"early_stopping": \#(number)}"#).earlyStopping == .no)
        }
        #expect(field { _ = try options(generation: #"{"early_stopping": 2}"#) } == "early_stopping")
        #expect(try options(generation: #"{"num_beams": 4.0, "max_length": 3e1}"#).maxLength == 30)
    }

    @Test func whatIsNotAllowedIsLeftOut() throws {
        var options = try options(
            generation: #"{"num_beams": 300, "num_return_sequences": 3, "bad_words_ids": [[10]], "length_penalty": 2}"#,
            model: #"{"decoder_start_token_id": 1}"#)
        let errors = options.leaveOutInvalid(vocabularySize: 10, maxPositions: nil)
        #expect(errors.count == 3)
        #expect(options.numBeams == 1 && options.numReturnSequences == 1 && options.badWords.isEmpty)
        #expect(options.lengthPenalty == 2)
        var startless = try self.options(generation: "{}")
        #expect(startless.leaveOutInvalid(vocabularySize: 10, maxPositions: nil).isEmpty)
    }

    @Test func negativeTokensStandForNone() throws {
        let options = try options(
            generation: #"{"decoder_start_token_id": 3, "pad_token_id": -1, "eos_token_id": [-1, 2]}"#)
        #expect(options.padToken == nil)
        #expect(options.eosTokens == [2])
    }

    @Test func startTokenFallsBackToTheBeginningTokenThenToTheModelsConfig() throws {
        #expect(try options(generation: #"{"bos_token_id": 5}"#).decoderStartToken == 5)
        #expect(
            try options(generation: "{}", model: #"{"decoder_start_token_id": 6}"#).decoderStartToken == 6)
        #expect(try options(generation: #"{"decoder_start_token_id": [7]}"#).decoderStartToken == 7)
        let none = try options(generation: "{}")
        #expect(field { try none.validate(vocabularySize: 10, maxPositions: nil) } == "decoder_start_token_id")
    }

    @Test func oldSpellingOfTheForcedFirstTokenIsRead() throws {
        let model = #"{"force_bos_token_to_be_generated": true, "bos_token_id": 5}"#
        #expect(try options(generation: nil, model: model).forcedBOSToken == 5)
        #expect(try options(generation: "{}", model: model).forcedBOSToken == nil)
    }

    @Test func withoutALimitTwentyTokensAreGenerated() throws {
        #expect(try options(generation: "{}").maxNewTokens == 20)
        #expect(try options(generation: "{}", model: #"{"max_position_embeddings": 9}"#).maxNewTokens == 8)
        #expect(try options(generation: #"{"max_length": 64}"#).maxNewTokens == nil)
        let absurd = #"{"max_position_embeddings": -9223372036854775808}"#
        #expect(try options(generation: "{}", model: absurd).maxNewTokens == 1)
    }

    @Test func lengthIsHeldToThePositions() throws {
        let options = try options(
            generation: #"{"max_length": 512, "decoder_start_token_id": 0}"#,
            model: #"{"max_position_embeddings": 100}"#)
        #expect(options.maxLength == 100)
        try options.validate(vocabularySize: 5, maxPositions: 100)
    }

    @Test(arguments: [
        ("max_length", #""20""#), ("max_length", "20.5"), ("num_beams", "true"), ("length_penalty", #""high""#),
        ("early_stopping", #""always""#), ("do_sample", "1"), ("temperature", "[1]"), ("bad_words_ids", "[5]"),
        ("bad_words_ids", "[[-5]]"), ("bad_words_ids", "5"), ("forced_bos_token_id", "[1]"),
        ("forced_bos_token_id", "99999999999"), ("eos_token_id", #"["a"]"#), ("decoder_start_token_id", "-1"),
        ("decoder_start_token_id", #""<s>""#),
        ("decoder_start_token_id", "[1, 2]"), ("min_p", #""low""#), ("sequence_bias", #"{"(5,)": 1.0}"#),
        ("sequence_bias", "[[[5], 1, 2]]"), ("sequence_bias", "[[[], 1]]"), ("sequence_bias", "[[[-5], 1]]"),
        ("exponential_decay_length_penalty", "[5]"), ("exponential_decay_length_penalty", "1.5"),
        ("suppress_tokens", #"["a"]"#), ("renormalize_logits", "1"),
    ])
    func wrongTypeInAFileNamesTheKey(key: String, value: String) {
        #expect(field { _ = try options(generation: #"{"\#(key)": \#(value)}"#) } == key)
    }

    @Test func settingsThatAreNotCarriedOutAreNamed() throws {
        func names(_ config: String) throws -> [String] {
            DecodingOptions.settingsWithoutEffect(
                generationConfig: try JSONDocument(parsing: config).root,
                modelConfig: try JSONDocument(parsing: "{}").root)
        }
        #expect(try names(#"{"stop_strings": ["x"], "num_beams": 4, "suppress_tokens": [1]}"#) == ["stop_strings"])
        #expect(try names(#"{"top_h": 0.5, "epsilon_cutoff": 0.1}"#).count == 2)
        #expect(
            try names(
                #"{"eta_cutoff": 0.0, "diversity_penalty": 0.0, "remove_invalid_values": false, "max_time": null}"#)
                == [])
    }

    @Test(arguments: [
        "shared-swish", "separate-vocabularies", "untied-float16", "deep-decoder-bfloat16", "stored-positions",
        "biased-sharded",
    ])
    func fixtureModelsHaveValidDefaults(name: String) throws {
        let config = try Fixtures.json("marian/\(name)/config.json")
        let generation = try? Fixtures.json("marian/\(name)/generation_config.json")
        let options = try DecodingOptions(generationConfig: generation, modelConfig: config)
        let vocabulary = try #require(config["decoder_vocab_size"]?.integer)
        try options.validate(
            vocabularySize: vocabulary, maxPositions: try #require(config["max_position_embeddings"]?.integer))
        #expect(options.eosTokens.isEmpty == false)
    }

    // MARK: Validation

    struct Mistake: Sendable, CustomTestStringConvertible {
        let field: String
        let change: @Sendable (inout DecodingOptions) -> Void
        var testDescription: String { field }

        init(_ field: String, _ change: @escaping @Sendable (inout DecodingOptions) -> Void) {
            self.field = field
            self.change = change
        }
    }

    static let mistakes: [Mistake] = [
        Mistake("num_beams") { $0.numBeams = 0 },
        Mistake("num_beams") { $0.numBeams = 100_000 },
        Mistake("num_return_sequences") { $0.numReturnSequences = 0 },
        Mistake("num_return_sequences") { $0.numReturnSequences = 2 },
        Mistake("num_return_sequences") { ($0.numBeams, $0.numReturnSequences) = (2, 3) },
        Mistake("temperature") { ($0.temperature, $0.doSample) = (0, true) },
        Mistake("temperature") { ($0.temperature, $0.doSample) = (.nan, true) },
        Mistake("top_p") { ($0.topP, $0.doSample) = (-0.5, true) },
        Mistake("top_p") { ($0.topP, $0.doSample) = (1.5, true) },
        Mistake("top_k") { $0.topK = -1 },
        Mistake("min_p") { ($0.minP, $0.doSample) = (1.5, true) },
        Mistake("typical_p") { ($0.typicalP, $0.doSample) = (0, true) },
        Mistake("encoder_repetition_penalty") { $0.encoderRepetitionPenalty = 0 },
        Mistake("encoder_no_repeat_ngram_size") { $0.encoderNoRepeatNgramSize = -1 },
        Mistake("sequence_bias") { $0.sequenceBiases = [TokenBias(tokens: [10], bias: 1)] },
        Mistake("sequence_bias") { $0.sequenceBiases = [TokenBias(tokens: [1], bias: .infinity)] },
        Mistake("exponential_decay_length_penalty") { $0.endTokenGrowth = EndTokenGrowth(start: -1, factor: 2) },
        Mistake("exponential_decay_length_penalty") { $0.endTokenGrowth = EndTokenGrowth(start: 1, factor: 0) },
        Mistake("forced_bos_token_id") { ($0.forcedBOSToken, $0.suppressedTokens) = (4, [3, 4]) },
        Mistake("forced_eos_token_id") { ($0.forcedEOSTokens, $0.suppressedTokens) = ([4, 5], [4, 5]) },
        Mistake("repetition_penalty") { $0.repetitionPenalty = 0 },
        Mistake("length_penalty") { $0.lengthPenalty = .infinity },
        Mistake("no_repeat_ngram_size") { $0.noRepeatNgramSize = -2 },
        Mistake("bad_words") { $0.badWords = [[1], []] },
        Mistake("bad_words") { $0.badWords = [[10]] },
        Mistake("forced_bos_token_id") { $0.forcedBOSToken = 10 },
        Mistake("forced_eos_token_id") { $0.forcedEOSTokens = [-1] },
        Mistake("decoder_start_token_id") { $0.decoderStartToken = 10 },
        Mistake("target_prefix") { $0.prefix = [3, 10] },
        Mistake("target_prefix") { ($0.prefix, $0.maxNewTokens) = ([Int32](repeating: 1, count: 19), nil) },
        Mistake("max_new_tokens") { $0.maxNewTokens = 0 },
        Mistake("max_new_tokens") { $0.maxNewTokens = 31 },
        Mistake("max_new_tokens") { ($0.prefix, $0.maxNewTokens) = ([1], 30) },
        Mistake("max_new_tokens") { $0.maxNewTokens = .max },
        Mistake("max_length") { ($0.maxLength, $0.maxNewTokens) = (40, nil) },
        Mistake("min_new_tokens") { $0.minNewTokens = 6 },
        Mistake("min_new_tokens") { $0.minNewTokens = -1 },
        Mistake("top_logprobs") { $0.topLogprobs = 11 },
        Mistake("top_logprobs") { $0.topLogprobs = -1 },
    ]

    @Test(arguments: mistakes) func outOfRangeNamesTheField(mistake: Mistake) {
        let options = DecodingOptions(maxNewTokens: 5, eosTokens: [1], change: mistake.change)
        #expect(field { try options.validate(vocabularySize: 10, maxPositions: 30) } == mistake.field)
    }

    @Test func limitsThemselvesAreAllowed() throws {
        let positions = DecodingOptions(maxNewTokens: 29) { $0.prefix = [1] }
        try positions.validate(vocabularySize: 10, maxPositions: 30)
        let coldGreedy = DecodingOptions(maxNewTokens: 5) { $0.temperature = 0 }
        try coldGreedy.validate(vocabularySize: 10, maxPositions: nil)
        let samples = DecodingOptions(maxNewTokens: 5) {
            $0.doSample = true
            $0.numReturnSequences = 5
        }
        try samples.validate(vocabularySize: 10, maxPositions: nil)
    }
}
