import JSON

/// How a model's files set an option.
extension DecodingOption {
    /// - value: from a file, and not null
    /// - Throws: it is of another type.
    func read(_ value: JSONValue, into options: inout DecodingOptions) throws(DecodingError) {
        switch property {
        case .integer(let path, _): options[keyPath: path] = try integer(value)
        case .optionalInteger(let path, _): options[keyPath: path] = try integer(value)
        case .number(let path, _), .samplingNumber(let path, _): options[keyPath: path] = try number(value)
        case .optionalSamplingNumber(let path, _): options[keyPath: path] = try number(value)
        case .flag(let path):
            guard let flag = value.boolean else { throw wrongType(value, "true or false") }
            options[keyPath: path] = flag
        case .earlyStopping(let path): options[keyPath: path] = try earlyStopping(value)
        case .token(let path): options[keyPath: path] = try Self.optionalToken(value, key)
        case .startToken(let path): options[keyPath: path] = try Self.token(value, key)
        case .tokens(let path):
            var tokens: [Int32] = []
            for element in value.elements.map(Array.init) ?? [value] {
                if let token = try Self.optionalToken(element, key) { tokens.append(token) }
            }
            options[keyPath: path] = tokens
        case .tokenLists(let path): options[keyPath: path] = try tokenLists(value)
        case .biases(let path): options[keyPath: path] = try biases(value)
        case .growth(let path):
            guard let parts = value.elements, parts.count == 2, let start = parts[0].integer,
                let factor = parts[1].number
            else { throw wrongType(value, "a number of tokens and a factor") }
            options[keyPath: path] = EndTokenGrowth(start: start, factor: factor)
        case .seed: break
        }
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

    private func integer(_ value: JSONValue) throws(DecodingError) -> Int {
        guard let integer = value.integer ?? value.number.flatMap(Int.init(exactly:)) else {
            throw wrongType(value, "an integer")
        }
        // Far outside of every range, which `check` says, and near enough for arithmetic.
        return max(-(1 << 40), min(integer, 1 << 40))
    }

    private func number(_ value: JSONValue) throws(DecodingError) -> Float {
        guard let number = value.number else { throw wrongType(value, "a number") }
        return Float(number)
    }

    private func earlyStopping(_ value: JSONValue) throws(DecodingError) -> DecodingOptions.EarlyStopping {
        if let flag = value.boolean { return flag ? .yes : .no }
        // generate takes 1 for true where it checks the value, and not where it asks whether it is true.
        if let number = value.number, number == 0 || number == 1 { return .no }
        guard value.string == "never" else { throw wrongType(value, "true, false or \"never\"") }
        return .never
    }

    private func tokenLists(_ value: JSONValue) throws(DecodingError) -> [[Int32]] {
        let expected = "a list of lists of token ids"
        guard let lists = value.elements else { throw wrongType(value, expected) }
        var words: [[Int32]] = []
        for list in lists {
            guard let elements = list.elements else { throw wrongType(list, expected) }
            words.append(try tokens(elements))
        }
        return words
    }

    /// Pairs of a sequence of token ids and a number.
    private func biases(_ value: JSONValue) throws(DecodingError) -> [TokenBias] {
        let expected = "a list of pairs, each of a list of token ids and a number"
        guard let pairs = value.elements else { throw wrongType(value, expected) }
        var biases: [TokenBias] = []
        for pair in pairs {
            guard let parts = pair.elements, parts.count == 2, let bias = parts[1].number,
                let elements = parts[0].elements, !elements.isEmpty
            else { throw wrongType(pair, expected) }
            biases.append(TokenBias(tokens: try tokens(elements), bias: Float(bias)))
        }
        return biases
    }

    private func tokens(_ elements: some Sequence<JSONValue>) throws(DecodingError) -> [Int32] {
        var tokens: [Int32] = []
        for element in elements { tokens.append(try Self.token(element, key)) }
        return tokens
    }

    private func wrongType(_ value: JSONValue, _ expected: String) -> DecodingError {
        Self.wrongType(value, key, expected)
    }

    private static func wrongType(_ value: JSONValue, _ key: String, _ expected: String) -> DecodingError {
        .invalid(field: key, message: "\(key) is \(value.summary); it must be \(expected).")
    }
}
