import JSON

/// One option: how it is spelt, how a configuration file sets it, and which values it may have.
///
/// A new option is a property of `DecodingOptions` and a row here; if it changes logits, also a file in `LogitsProcessors/`.
struct DecodingOption: Sendable {
    /// In `generation_config.json`.
    let key: String
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
        .samplingNumber("top_p", \.topP, "above 0 and at most 1", where: { $0 > 0 && $0 <= 1 }),
        .number("repetition_penalty", \.repetitionPenalty, "above 0", where: { $0 > 0 && $0.isFinite }),
        .integer("no_repeat_ngram_size", \.noRepeatNgramSize, in: 0...Int(Int32.max)),
        .tokenLists("bad_words_ids", \.badWords, field: "bad_words"),
        .token("forced_bos_token_id", \.forcedBOSToken),
        .tokens("forced_eos_token_id", \.forcedEOSTokens),
        .tokens("eos_token_id", \.eosTokens),
        .token("pad_token_id", \.padToken),
    ]

    /// Beams, or sequences of one sampling request: each is a row of every step.
    static let largestBeamCount = 256
}

// MARK: - Kinds of rows

extension DecodingOption {
    fileprivate typealias Path<Value> = any WritableKeyPath<DecodingOptions, Value> & Sendable

    fileprivate static func integer(_ key: String, _ path: Path<Int>, in range: ClosedRange<Int>) -> DecodingOption {
        DecodingOption(
            key: key,
            read: { (value, options) throws(DecodingError) in options[keyPath: path] = try integer(value, key) },
            check: { (options) throws(DecodingError) in try require(options[keyPath: path], in: range, key) })
    }

    fileprivate static func integer(_ key: String, _ path: Path<Int?>, in range: ClosedRange<Int>) -> DecodingOption {
        DecodingOption(
            key: key,
            read: { (value, options) throws(DecodingError) in options[keyPath: path] = try integer(value, key) },
            check: { (options) throws(DecodingError) in
                if let number = options[keyPath: path] { try require(number, in: range, key) }
            })
    }

    fileprivate static func number(
        _ key: String, _ path: Path<Float>, _ range: String, where isAllowed: @escaping @Sendable (Float) -> Bool,
        onlyForSampling: Bool = false
    ) -> DecodingOption {
        DecodingOption(
            key: key,
            read: { (value, options) throws(DecodingError) in
                guard let number = value.number else { throw wrongType(value, key, "a number") }
                options[keyPath: path] = Float(number)
            },
            check: { (options) throws(DecodingError) in
                let number = options[keyPath: path]
                guard isAllowed(number) || (onlyForSampling && !options.doSample) else {
                    throw .invalid(field: key, message: "\(key) is \(number); it must be \(range).")
                }
            })
    }

    /// A number that is read only when sampling: published configurations have `"temperature": 0` beside greedy search.
    fileprivate static func samplingNumber(
        _ key: String, _ path: Path<Float>, _ range: String, where isAllowed: @escaping @Sendable (Float) -> Bool
    ) -> DecodingOption {
        number(key, path, range, where: isAllowed, onlyForSampling: true)
    }

    fileprivate static func flag(_ key: String, _ path: Path<Bool>) -> DecodingOption {
        DecodingOption(
            key: key,
            read: { (value, options) throws(DecodingError) in
                guard let flag = value.boolean else { throw wrongType(value, key, "true or false") }
                options[keyPath: path] = flag
            }, check: anything)
    }

    fileprivate static let earlyStopping = DecodingOption(
        key: "early_stopping",
        read: { (value, options) throws(DecodingError) in
            if let flag = value.boolean {
                options.earlyStopping = flag ? .yes : .no
            } else if value.string == "never" {
                options.earlyStopping = .never
            } else {
                throw wrongType(value, "early_stopping", "true, false or \"never\"")
            }
        }, check: anything)

    /// Whether a token is in the vocabulary is checked by `DecodingOptions.validate`, which knows the model.
    fileprivate static func token(_ key: String, _ path: Path<Int32?>) -> DecodingOption {
        DecodingOption(
            key: key,
            read: { (value, options) throws(DecodingError) in options[keyPath: path] = try optionalToken(value, key) },
            check: anything)
    }

    /// One token id or a list of them.
    fileprivate static func tokens(_ key: String, _ path: Path<[Int32]>) -> DecodingOption {
        DecodingOption(
            key: key,
            read: { (value, options) throws(DecodingError) in
                var tokens: [Int32] = []
                if let elements = value.elements {
                    for element in elements {
                        if let token = try optionalToken(element, key) { tokens.append(token) }
                    }
                } else if let token = try optionalToken(value, key) {
                    tokens.append(token)
                }
                options[keyPath: path] = tokens
            }, check: anything)
    }

    fileprivate static func tokenLists(_ key: String, _ path: Path<[[Int32]]>, field: String) -> DecodingOption {
        DecodingOption(
            key: key,
            read: { (value, options) throws(DecodingError) in
                guard let lists = value.elements else { throw wrongType(value, key, "a list of lists of token ids") }
                var words: [[Int32]] = []
                for list in lists {
                    guard let elements = list.elements else {
                        throw wrongType(list, key, "a list of lists of token ids")
                    }
                    var word: [Int32] = []
                    for element in elements { word.append(try token(element, key)) }
                    words.append(word)
                }
                options[keyPath: path] = words
            },
            check: { (options) throws(DecodingError) in
                guard !options[keyPath: path].contains([]) else {
                    throw .invalid(field: field, message: "\(field) has an empty word; each needs at least one token.")
                }
            })
    }

    private static let anything: @Sendable (DecodingOptions) throws(DecodingError) -> Void = { _ in }
}

// MARK: - Reading values

extension DecodingOption {
    static func integer(_ value: JSONValue, _ key: String) throws(DecodingError) -> Int {
        guard let integer = value.integer else { throw wrongType(value, key, "an integer") }
        return integer
    }

    static func token(_ value: JSONValue, _ key: String) throws(DecodingError) -> Int32 {
        guard let integer = value.integer, let token = Int32(exactly: integer), token >= 0 else {
            throw wrongType(value, key, "a token id")
        }
        return token
    }

    /// A negative id stands for "none" in some published configurations.
    static func optionalToken(_ value: JSONValue, _ key: String) throws(DecodingError) -> Int32? {
        if let integer = value.integer, integer < 0 { return nil }
        return try token(value, key)
    }

    private static func wrongType(_ value: JSONValue, _ key: String, _ expected: String) -> DecodingError {
        .invalid(field: key, message: "\(key) is \(value.summary); it must be \(expected).")
    }

    private static func require(_ number: Int, in range: ClosedRange<Int>, _ key: String) throws(DecodingError) {
        guard range.contains(number) else {
            throw .invalid(
                field: key,
                message: "\(key) is \(number); it must be between \(range.lowerBound) and \(range.upperBound).")
        }
    }
}
