import Decoding
import JSON

/// A field of a decode request that overrides one of the model's decoding options.
///
/// Options that would have no effect are refused rather than ignored, unless they only repeat what holds anyway: a client that
/// always sends `temperature: 1` is served.
struct SearchField: Sendable {
    /// What must be chosen for the option to have an effect.
    enum Need: Sendable { case nothing, sampling, beams }

    let declaration: any FieldDeclaration
    let need: Need
    /// Sets the option when the request has the field; returns whether that changed anything.
    let apply: @Sendable (FieldReader, inout DecodingOptions) throws(ServiceError) -> Bool

    init<Value: Equatable & Sendable>(
        _ field: Field<Value?>, _ option: any WritableKeyPath<DecodingOptions, Value> & Sendable, needs: Need = .nothing
    ) {
        declaration = field
        need = needs
        apply = { (read, options) throws(ServiceError) in
            guard let value = try read(field), options[keyPath: option] != value else { return false }
            options[keyPath: option] = value
            return true
        }
    }

    /// For options that may be nil in the model's defaults.
    init<Value: Equatable & Sendable>(
        _ field: Field<Value?>, _ option: any WritableKeyPath<DecodingOptions, Value?> & Sendable,
        needs: Need = .nothing
    ) {
        declaration = field
        need = needs
        apply = { (read, options) throws(ServiceError) in
            guard let value = try read(field), options[keyPath: option] != value else { return false }
            options[keyPath: option] = value
            return true
        }
    }

    static let maxNewTokens = Field(
        "max_new_tokens", optional: .integer(1...65_536), "Tokens to generate at most, the end token included.")

    static let minNewTokens = Field(
        "min_new_tokens", optional: .integer(0...65_536), "Tokens to generate before the end token may come.")

    static let numReturnSequences = Field(
        "num_return_sequences", optional: .integer(1...64), "Sequences to return for each input.")

    static let forcedBOSToken = Field(
        "forced_bos_token_id", optional: .tokenID, "The first token after the start token.")

    /// One row per option.
    static let all: [SearchField] = [
        SearchField(maxNewTokens, \.maxNewTokens),
        SearchField(minNewTokens, \.minNewTokens),
        SearchField(
            Field(
                "num_beams", optional: .integer(1...64),
                "Beams of the search; 1 is greedy search, or sampling of single tokens."),
            \.numBeams),
        SearchField(numReturnSequences, \.numReturnSequences),
        SearchField(
            Field(
                "length_penalty", optional: .number(.any),
                "A beam's score is its sum of log-probabilities / length^this."),
            \.lengthPenalty, needs: .beams),
        SearchField(
            Field("early_stopping", optional: .earlyStopping, "When beam search ends: true, false, or \"never\"."),
            \.earlyStopping, needs: .beams),
        SearchField(
            Field(
                "do_sample", optional: .boolean,
                "Draw tokens at random instead of taking the most probable; with num_beams above 1, beam sampling."),
            \.doSample),
        SearchField(
            Field("temperature", optional: .number(.positive), "Logits are divided by it before sampling."),
            \.temperature, needs: .sampling),
        SearchField(
            Field("top_k", optional: .integer(0...1_000_000), "Sample from the k most probable tokens; 0 is off."),
            \.topK, needs: .sampling),
        SearchField(
            Field(
                "top_p", optional: .number(NumberRange(lower: 0, upper: 1, includesLower: false)),
                "Sample from the smallest set of tokens whose probabilities reach this sum."), \.topP, needs: .sampling),
        SearchField(
            // Greedy search keeps seed's promise too: the same seed gives the same text.
            Field("seed", optional: .seed, "The same seed gives the same text, whatever else is being served."), \.seed),
        SearchField(
            Field(
                "repetition_penalty", optional: .number(.positive),
                "Above 1 makes tokens that are already there less likely."),
            \.repetitionPenalty),
        SearchField(
            Field("no_repeat_ngram_size", optional: .integer(0...65_536), "n-grams of this size occur once; 0 is off."),
            \.noRepeatNgramSize),
        SearchField(forcedBOSToken, \.forcedBOSToken),
        SearchField(
            Field("forced_eos_token_id", optional: .tokenIDs, "The last token when the length limit is reached."),
            \.forcedEOSTokens),
    ]
}

extension NumberRange {
    static let any = NumberRange(lower: -.infinity, upper: .infinity)
    static let positive = NumberRange(lower: 0, upper: .infinity, includesLower: false)
}

extension ValueParser where Value == DecodingOptions.EarlyStopping {
    static let earlyStopping = ValueParser(.anyOf([.boolean, .choice(["never"])])) {
        (value, path) throws(ServiceError) in
        if let flag = value.boolean { return flag ? .yes : .no }
        guard value.string == "never" else {
            throw .wrongType(value, path, .anyOf([.boolean, .choice(["never"])]))
        }
        return .never
    }
}

extension ValueParser where Value == UInt64 {
    static let seed = ValueParser(.integer(0 ... .max)) { (value, path) throws(ServiceError) in
        UInt64(try ValueParser<Int>.integer(0 ... .max).parse(value, path))
    }
}

extension ValueParser where Value == [Int32] {
    /// One token id, or several of which any will do.
    static let tokenIDs = ValueParser(
        .named(
            "a token id, or a list of token ids",
            .anyOf([ValueParser<Int32>.tokenID.schema, .array(of: ValueParser<Int32>.tokenID.schema)]))
    ) { (value, path) throws(ServiceError) in
        guard value.elements != nil else { return [try ValueParser<Int32>.tokenID.parse(value, path)] }
        return try ValueParser<[Int32]>.list(of: .tokenID).parse(value, path)
    }
}
