import JSON

/// The kinds of rows that `DecodingOption.all` has.
extension DecodingOption {
    typealias Path<Value> = any WritableKeyPath<DecodingOptions, Value> & Sendable

    static func integer(_ key: String, _ path: Path<Int>, in range: ClosedRange<Int>) -> DecodingOption {
        DecodingOption(
            key: key, reset: resetting(path),
            read: { (value, options) throws(DecodingError) in options[keyPath: path] = try integer(value, key) },
            check: { (options) throws(DecodingError) in try require(options[keyPath: path], in: range, key) })
    }

    static func integer(_ key: String, _ path: Path<Int?>, in range: ClosedRange<Int>) -> DecodingOption {
        DecodingOption(
            key: key, reset: resetting(path),
            read: { (value, options) throws(DecodingError) in options[keyPath: path] = try integer(value, key) },
            check: { (options) throws(DecodingError) in
                if let number = options[keyPath: path] { try require(number, in: range, key) }
            })
    }

    static func number(
        _ key: String, _ path: Path<Float>, _ range: String, where isAllowed: @escaping @Sendable (Float) -> Bool,
        onlyForSampling: Bool = false
    ) -> DecodingOption {
        DecodingOption(
            key: key, reset: resetting(path),
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
    static func samplingNumber(
        _ key: String, _ path: Path<Float>, _ range: String, where isAllowed: @escaping @Sendable (Float) -> Bool
    ) -> DecodingOption {
        number(key, path, range, where: isAllowed, onlyForSampling: true)
    }

    /// As above, for an option that is off when it is nil.
    static func samplingNumber(
        _ key: String, _ path: Path<Float?>, _ range: String, where isAllowed: @escaping @Sendable (Float) -> Bool
    ) -> DecodingOption {
        DecodingOption(
            key: key, reset: resetting(path),
            read: { (value, options) throws(DecodingError) in
                guard let number = value.number else { throw wrongType(value, key, "a number") }
                options[keyPath: path] = Float(number)
            },
            check: { (options) throws(DecodingError) in
                guard let number = options[keyPath: path], options.doSample, !isAllowed(number) else { return }
                throw .invalid(field: key, message: "\(key) is \(number); it must be \(range).")
            })
    }

    static func flag(_ key: String, _ path: Path<Bool>) -> DecodingOption {
        DecodingOption(
            key: key, reset: resetting(path),
            read: { (value, options) throws(DecodingError) in
                guard let flag = value.boolean else { throw wrongType(value, key, "true or false") }
                options[keyPath: path] = flag
            }, check: anything)
    }

    static let earlyStopping = DecodingOption(
        key: "early_stopping", reset: resetting(\.earlyStopping),
        read: { (value, options) throws(DecodingError) in
            if let flag = value.boolean {
                options.earlyStopping = flag ? .yes : .no
            } else if let number = value.number, number == 0 || number == 1 {
                // generate takes 1 for true where it checks the value, and not where it asks whether it is true.
                options.earlyStopping = .no
            } else if value.string == "never" {
                options.earlyStopping = .never
            } else {
                throw wrongType(value, "early_stopping", "true, false or \"never\"")
            }
        }, check: anything)

    /// Whether a token is in the vocabulary is checked by `DecodingOptions.validate`, which knows the model.
    static func token(_ key: String, _ path: Path<Int32?>) -> DecodingOption {
        DecodingOption(
            key: key, reset: resetting(path),
            read: { (value, options) throws(DecodingError) in options[keyPath: path] = try optionalToken(value, key) },
            check: anything)
    }

    /// One token id or a list of them.
    static func tokens(_ key: String, _ path: Path<[Int32]>) -> DecodingOption {
        DecodingOption(
            key: key, reset: resetting(path),
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

    static func tokenLists(_ key: String, _ path: Path<[[Int32]]>, field: String) -> DecodingOption {
        DecodingOption(
            key: key, field: field, reset: resetting(path),
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

    /// Pairs of a sequence of token ids and a number.
    static func biases(_ key: String, _ path: Path<[TokenBias]>) -> DecodingOption {
        let expected = "a list of pairs, each of a list of token ids and a number"
        return DecodingOption(
            key: key, reset: resetting(path),
            read: { (value, options) throws(DecodingError) in
                guard let pairs = value.elements else { throw wrongType(value, key, expected) }
                var biases: [TokenBias] = []
                for pair in pairs {
                    guard let parts = pair.elements, parts.count == 2, let bias = parts[1].number,
                        let elements = parts[0].elements, !elements.isEmpty
                    else { throw wrongType(pair, key, expected) }
                    var tokens: [Int32] = []
                    for element in elements { tokens.append(try token(element, key)) }
                    biases.append(TokenBias(tokens: tokens, bias: Float(bias)))
                }
                options[keyPath: path] = biases
            },
            check: { (options) throws(DecodingError) in
                guard options[keyPath: path].allSatisfy({ $0.bias.isFinite }) else {
                    throw .invalid(field: key, message: "\(key) has a number that is not finite.")
                }
            })
    }

    /// A number of tokens and a factor.
    static func growth(_ key: String, _ path: Path<EndTokenGrowth?>) -> DecodingOption {
        DecodingOption(
            key: key, reset: resetting(path),
            read: { (value, options) throws(DecodingError) in
                guard let parts = value.elements, parts.count == 2, let start = parts[0].integer,
                    let factor = parts[1].number
                else { throw wrongType(value, key, "a number of tokens and a factor") }
                options[keyPath: path] = EndTokenGrowth(start: start, factor: factor)
            },
            check: { (options) throws(DecodingError) in
                guard let growth = options[keyPath: path] else { return }
                try require(growth.start, in: 0...Int(Int32.max), key)
                guard growth.factor.isFinite && growth.factor > 0 else {
                    throw .invalid(field: key, message: "\(key) has the factor \(growth.factor); it must be above 0.")
                }
            })
    }

    /// Sets the option as it is without any configuration.
    private static func resetting<Value>(_ path: Path<Value>) -> @Sendable (inout DecodingOptions) -> Void {
        { $0[keyPath: path] = DecodingOptions()[keyPath: path] }
    }

    private static let anything: @Sendable (DecodingOptions) throws(DecodingError) -> Void = { _ in }
}
