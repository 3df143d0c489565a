import Decoding
import JSON

/// The field of a decode request that overrides a decoding option, made of the option's row.
struct OptionField: FieldDeclaration {
    let name: String
    let schema: Schema
    let documentation: String
    var isRequired: Bool { false }
    var defaultJSON: String? { nil }
    private let read: @Sendable (FieldReader, inout DecodingOverrides) throws(ServiceError) -> Void

    /// One for each option that requests may set.
    static let all: [OptionField] = DecodingOption.all.compactMap(OptionField.init)

    /// What a request says of all options.
    /// - request: its fields are among others these
    static func overrides(in request: FieldReader) throws(ServiceError) -> DecodingOverrides {
        var overrides = DecodingOverrides()
        for field in all { try field.read(request, &overrides) }
        return overrides
    }

    /// nil: requests may not set the option.
    private init?(_ option: DecodingOption) {
        guard let use = option.request else { return nil }
        switch option.property {
        case .integer(let path, let range): self.init(option, use, .integer(use.integers ?? range), path)
        case .optionalInteger(let path, let range): self.init(option, use, .integer(use.integers ?? range), path)
        case .number(let path, let range), .samplingNumber(let path, let range):
            self.init(option, use, .number(use.numbers ?? range), path)
        case .optionalSamplingNumber(let path, let range):
            self.init(option, use, .number(use.numbers ?? range), path)
        case .flag(let path): self.init(option, use, .boolean, path)
        case .earlyStopping(let path): self.init(option, use, .earlyStopping, path)
        case .seed(let path): self.init(option, use, .seed, path)
        case .token(let path): self.init(option, use, .tokenID, path)
        case .tokens(let path): self.init(option, use, .tokenIDs, path)
        case .startToken, .tokenLists, .biases, .growth: return nil
        }
    }

    private init<Value: Equatable & Sendable>(
        _ option: DecodingOption, _ use: DecodingOption.RequestUse, _ type: ValueParser<Value>,
        _ path: DecodingOption.Path<Value>
    ) {
        self.init(option, use, type) { $0.set(option, path, to: $1) }
    }

    /// For options that may be nil in the model's defaults.
    private init<Value: Equatable & Sendable>(
        _ option: DecodingOption, _ use: DecodingOption.RequestUse, _ type: ValueParser<Value>,
        _ path: DecodingOption.Path<Value?>
    ) {
        self.init(option, use, type) { $0.set(option, path, to: $1) }
    }

    private init<Value>(
        _ option: DecodingOption, _ use: DecodingOption.RequestUse, _ type: ValueParser<Value>,
        set: @escaping @Sendable (inout DecodingOverrides, Value) -> Void
    ) {
        let field = Field(option.field, optional: type, use.documentation)
        name = field.name
        schema = field.schema
        documentation = field.documentation
        read = { (request, overrides) throws(ServiceError) in
            if let value = try request(field) { set(&overrides, value) }
        }
    }
}

extension ValueParser where Value == DecodingOptions.EarlyStopping {
    fileprivate static let earlyStopping = ValueParser(.anyOf([.boolean, .choice(["never"])])) {
        (value, path) throws(ServiceError) in
        if let flag = value.boolean { return flag ? .yes : .no }
        guard value.string == "never" else {
            throw .wrongType(value, path, .anyOf([.boolean, .choice(["never"])]))
        }
        return .never
    }
}

extension ValueParser where Value == UInt64 {
    fileprivate static let seed = ValueParser(.integer(0 ... .max)) { (value, path) throws(ServiceError) in
        UInt64(try ValueParser<Int>.integer(0 ... .max).parse(value, path))
    }
}

extension ValueParser where Value == [Int32] {
    /// One token id, or several of which any will do.
    fileprivate static let tokenIDs = ValueParser(
        .named(
            "a token id, or a list of token ids",
            .anyOf([ValueParser<Int32>.tokenID.schema, .array(of: ValueParser<Int32>.tokenID.schema)]))
    ) { (value, path) throws(ServiceError) in
        guard value.elements != nil else { return [try ValueParser<Int32>.tokenID.parse(value, path)] }
        return try ValueParser<[Int32]>.list(of: .tokenID).parse(value, path)
    }
}
