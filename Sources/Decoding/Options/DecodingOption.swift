/// One decoding option: its names, what it sets, which values it may have, and what a request may do with it. Everything that speaks of
/// options is made of these rows: how files are read, how values are checked, the fields of requests, the defaults that
/// replies tell, and the description of both.
///
/// A new option is a property of `DecodingOptions` and a row here; if it changes logits, also a file in `LogitsProcessors/`.
package struct DecodingOption: Sendable {
    package typealias Path<Value> = any WritableKeyPath<DecodingOptions, Value> & Sendable

    /// What an option sets, and the values that it may have, whoever sets it. An optional that is nil is off, or left to other options.
    package enum Property: Sendable {
        case integer(Path<Int>, ClosedRange<Int>)
        case optionalInteger(Path<Int?>, ClosedRange<Int>)
        case number(Path<Float>, NumberRange)
        /// Looked at only when sampling: published configurations have `"temperature": 0` beside greedy search.
        case samplingNumber(Path<Float>, NumberRange)
        case optionalSamplingNumber(Path<Float?>, NumberRange)
        case flag(Path<Bool>)
        case earlyStopping(Path<DecodingOptions.EarlyStopping>)
        /// No file has one.
        case seed(Path<UInt64?>)
        /// Whether the vocabulary has a token is checked by `DecodingOptions.validate`, which knows the model.
        case token(Path<Int32?>)
        /// Looked for under several keys, see `DecodingOptions.init(generationConfig:modelConfig:)`; negative: there is none.
        case startToken(Path<Int32>)
        /// Of which any will do, or all are meant.
        case tokens(Path<[Int32]>)
        case tokenLists(Path<[[Int32]]>)
        case biases(Path<[TokenBias]>)
        case growth(Path<EndTokenGrowth?>)
    }

    /// What a request may do with an option.
    package struct RequestUse: Sendable {
        /// What must be chosen for the option to have an effect.
        package enum Need: Sendable { case nothing, sampling, beams }

        /// One line for people.
        package let documentation: String
        package let need: Need
        /// The values that a request may give, where they are fewer than those of files.
        package let integers: ClosedRange<Int>?
        package let numbers: NumberRange?

        static func with(
            _ documentation: String, in integers: ClosedRange<Int>? = nil, _ numbers: NumberRange? = nil,
            needs need: Need = .nothing
        ) -> RequestUse {
            RequestUse(documentation: documentation, need: need, integers: integers, numbers: numbers)
        }
    }

    /// In `generation_config.json`.
    package let key: String
    /// In requests, replies and messages.
    package let field: String
    package let property: Property
    /// nil: only a model's own files set it, or a field of another kind.
    package let request: RequestUse?

    private init(_ key: String, field: String? = nil, _ property: Property, request: RequestUse? = nil) {
        self.key = key
        self.field = field ?? key
        self.property = property
        self.request = request
    }

    package static let maxNewTokens = DecodingOption(
        "max_new_tokens", .optionalInteger(\.maxNewTokens, 1...most),
        request: .with("Tokens to generate at most, the end token included.", in: 1...65_536))
    package static let minNewTokens = DecodingOption(
        "min_new_tokens", .optionalInteger(\.minNewTokens, 0...most),
        request: .with("Tokens to generate before the end token may come.", in: 0...65_536))
    package static let numBeams = DecodingOption(
        "num_beams", .integer(\.numBeams, 1...mostSequences),
        request: .with("Beams of the search; 1 is greedy search, or sampling of single tokens.", in: 1...64))
    package static let numReturnSequences = DecodingOption(
        "num_return_sequences", .integer(\.numReturnSequences, 1...mostSequences),
        request: .with("Sequences to return for each input.", in: 1...64))
    package static let forcedBOSToken = DecodingOption(
        "forced_bos_token_id", .token(\.forcedBOSToken), request: .with("The first token after the start token."))
    package static let padToken = DecodingOption("pad_token_id", .token(\.padToken))

    /// In the order of requests and replies.
    package static let all: [DecodingOption] = [
        maxNewTokens,
        DecodingOption("max_length", .integer(\.maxLength, 1...most)),
        minNewTokens,
        DecodingOption("min_length", .integer(\.minLength, 0...most)),
        numBeams,
        numReturnSequences,
        DecodingOption(
            "length_penalty", .number(\.lengthPenalty, .any),
            request: .with("A beam's score is its sum of log-probabilities / length^this.", needs: .beams)),
        DecodingOption(
            "early_stopping", .earlyStopping(\.earlyStopping),
            request: .with("When beam search ends: true, false, or \"never\".", needs: .beams)),
        DecodingOption(
            "do_sample", .flag(\.doSample),
            request: .with(
                "Draw tokens at random instead of taking the most probable; with num_beams above 1, beam sampling.")),
        DecodingOption(
            "temperature", .samplingNumber(\.temperature, .positive),
            request: .with("Logits are divided by it before sampling.", needs: .sampling)),
        DecodingOption(
            "top_k", .integer(\.topK, 0...most),
            request: .with(
                "Sample from the k most probable tokens; 0 is off.", in: 0...1_000_000, needs: .sampling)),
        DecodingOption(
            "top_p", .samplingNumber(\.topP, NumberRange(lower: 0, upper: 1)),
            request: .with(
                "Sample from the smallest set of tokens whose probabilities reach this sum.",
                NumberRange(lower: 0, upper: 1, includesLower: false), needs: .sampling)),
        DecodingOption("min_p", .optionalSamplingNumber(\.minP, NumberRange(lower: 0, upper: 1))),
        DecodingOption(
            "typical_p", .samplingNumber(\.typicalP, NumberRange(lower: 0, upper: 1, includesLower: false))),
        // Greedy search keeps its promise, too.
        DecodingOption(
            "seed", .seed(\.seed),
            request: .with("The same seed gives the same text, whatever else is being served.")),
        DecodingOption(
            "repetition_penalty", .number(\.repetitionPenalty, .positive),
            request: .with("Above 1 makes tokens that are already there less likely.")),
        DecodingOption(
            "no_repeat_ngram_size", .integer(\.noRepeatNgramSize, 0...most),
            request: .with("n-grams of this size occur once; 0 is off.", in: 0...65_536)),
        DecodingOption("encoder_repetition_penalty", .number(\.encoderRepetitionPenalty, .positive)),
        DecodingOption("encoder_no_repeat_ngram_size", .integer(\.encoderNoRepeatNgramSize, 0...most)),
        DecodingOption("bad_words_ids", field: "bad_words", .tokenLists(\.badWords)),
        forcedBOSToken,
        DecodingOption(
            "forced_eos_token_id", .tokens(\.forcedEOSTokens),
            request: .with("The last token when the length limit is reached.")),
        DecodingOption("sequence_bias", .biases(\.sequenceBiases)),
        DecodingOption("exponential_decay_length_penalty", .growth(\.endTokenGrowth)),
        DecodingOption("suppress_tokens", .tokens(\.suppressedTokens)),
        DecodingOption("begin_suppress_tokens", .tokens(\.firstSuppressedTokens)),
        DecodingOption("renormalize_logits", .flag(\.renormalizesLogits)),
        DecodingOption("decoder_start_token_id", .startToken(\.decoderStartToken)),
        DecodingOption("eos_token_id", .tokens(\.eosTokens)),
        padToken,
    ]

    private static let most = Int(Int32.max)
    /// Beams, or sequences of one sampling request: each is a row of every step.
    private static let mostSequences = 256

    /// Whether a model's files set it as they set the others.
    var isSetByFiles: Bool {
        switch property {
        case .seed, .startToken: false
        default: true
        }
    }
}
