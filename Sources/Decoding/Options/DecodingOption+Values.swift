import JSON

/// Values of configuration files.
extension DecodingOption {
    static func integer(_ value: JSONValue, _ key: String) throws(DecodingError) -> Int {
        guard let integer = value.integer ?? value.number.flatMap(Int.init(exactly:)) else {
            throw wrongType(value, key, "an integer")
        }
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

    static func wrongType(_ value: JSONValue, _ key: String, _ expected: String) -> DecodingError {
        .invalid(field: key, message: "\(key) is \(value.summary); it must be \(expected).")
    }

    static func require(_ number: Int, in range: ClosedRange<Int>, _ key: String) throws(DecodingError) {
        guard range.contains(number) else {
            throw .invalid(
                field: key,
                message: "\(key) is \(number); it must be between \(range.lowerBound) and \(range.upperBound).")
        }
    }
}
