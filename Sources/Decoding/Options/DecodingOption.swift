import JSON

/// One option: how it is spelt, how a configuration file sets it, and which values it may have.
///
/// A new option is a property of `DecodingOptions` and a row here; if it changes logits, also a file in `LogitsProcessors/`.
struct DecodingOption: Sendable {
    /// In `generation_config.json`.
    let key: String
    /// In requests and in messages, where that is another name.
    var field: String?
    /// Sets the option as it is without any configuration.
    let reset: @Sendable (inout DecodingOptions) -> Void
    /// Sets the option from a file's value, which is not null.
    let read: @Sendable (JSONValue, inout DecodingOptions) throws(DecodingError) -> Void
    /// Throws when the value is outside of the option's range, whatever the model.
    let check: @Sendable (DecodingOptions) throws(DecodingError) -> Void

    static let all: [DecodingOption] = [
        .integer("max_new_tokens", \.maxNewTokens, in: 1...Int(Int32.max)),
        .integer("max_length", \.maxLength, in: 1...Int(Int32.max)),
        .integer("min_new_tokens", \.minNewTokens, in: 0...Int(Int32.max)),
        .integer("min_length", \.minLength, in: 0...Int(Int32.max)),
        .integer("num_beams", \.numBeams, in: 1...largestBeamCount),
        .integer("num_return_sequences", \.numReturnSequences, in: 1...largestBeamCount),
        .number("length_penalty", \.lengthPenalty, "a finite number", where: { $0.isFinite }),
        .earlyStopping,
        .flag("do_sample", \.doSample),
        .samplingNumber("temperature", \.temperature, "above 0", where: { $0 > 0 && $0.isFinite }),
        .integer("top_k", \.topK, in: 0...Int(Int32.max)),
        .samplingNumber("top_p", \.topP, "from 0 to 1", where: { $0 >= 0 && $0 <= 1 }),
        .samplingNumber("min_p", \.minP, "from 0 to 1", where: { $0 >= 0 && $0 <= 1 }),
        .samplingNumber("typical_p", \.typicalP, "above 0 and at most 1", where: { $0 > 0 && $0 <= 1 }),
        .number("repetition_penalty", \.repetitionPenalty, "above 0", where: { $0 > 0 && $0.isFinite }),
        .integer("no_repeat_ngram_size", \.noRepeatNgramSize, in: 0...Int(Int32.max)),
        .number(
            "encoder_repetition_penalty", \.encoderRepetitionPenalty, "above 0", where: { $0 > 0 && $0.isFinite }),
        .integer("encoder_no_repeat_ngram_size", \.encoderNoRepeatNgramSize, in: 0...Int(Int32.max)),
        .biases("sequence_bias", \.sequenceBiases),
        .tokenLists("bad_words_ids", \.badWords, field: "bad_words"),
        .token("forced_bos_token_id", \.forcedBOSToken),
        .tokens("forced_eos_token_id", \.forcedEOSTokens),
        .growth("exponential_decay_length_penalty", \.endTokenGrowth),
        .tokens("suppress_tokens", \.suppressedTokens),
        .tokens("begin_suppress_tokens", \.firstSuppressedTokens),
        .flag("renormalize_logits", \.renormalizesLogits),
        .tokens("eos_token_id", \.eosTokens),
        .token("pad_token_id", \.padToken),
    ]

    /// Beams, or sequences of one sampling request: each is a row of every step.
    static let largestBeamCount = 256
}
