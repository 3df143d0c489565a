import Decoding
import JSON

extension ValueWriter<DecodingOptions> {
    /// What a request without options gets, under the names of the request's fields and of `generation_config.json`.
    static let decodingDefaults: ValueWriter = .object(DecodingOption.all.compactMap(ReplyField.init))
}

extension ReplyField<DecodingOptions> {
    /// nil: the option is no default of a model.
    fileprivate init?(_ option: DecodingOption) {
        let name = option.field
        switch option.property {
        case .integer(let path, _): self.init(name, .integer) { $0[keyPath: path] }
        case .optionalInteger(let path, _): self.init(name, .nullable(.integer)) { $0[keyPath: path] }
        case .number(let path, _), .samplingNumber(let path, _): self.init(name, .number) { $0[keyPath: path] }
        case .optionalSamplingNumber(let path, _): self.init(name, .nullable(.number)) { $0[keyPath: path] }
        case .flag(let path): self.init(name, .boolean) { $0[keyPath: path] }
        case .earlyStopping(let path): self.init(name, .earlyStopping) { $0[keyPath: path] }
        case .seed: return nil
        case .token(let path): self.init(name, .nullable(.id)) { $0[keyPath: path] }
        case .startToken(let path): self.init(name, .id) { $0[keyPath: path] }
        case .tokens(let path): self.init(name, .array(of: .id)) { $0[keyPath: path] }
        case .tokenLists(let path): self.init(name, .array(of: .array(of: .id))) { $0[keyPath: path] }
        case .biases(let path): self.init(name, .array(of: .bias)) { $0[keyPath: path] }
        case .growth(let path): self.init(name, .nullable(.growth)) { $0[keyPath: path] }
        }
    }
}

extension ValueWriter<DecodingOptions.EarlyStopping> {
    fileprivate static let earlyStopping: ValueWriter = ValueWriter(.anyOf([.boolean, .choice(["never"])])) {
        value, writer in
        switch value {
        case .no: writer.value(false)
        case .yes: writer.value(true)
        case .never: writer.value("never")
        }
    }
}

extension ValueWriter<TokenBias> {
    fileprivate static let bias: ValueWriter = ValueWriter(.array(of: .anyOf([.array(of: .integer), .number]))) {
        bias, writer in
        writer.array { writer in
            writer.array(of: bias.tokens.map(Int.init))
            writer.value(bias.bias)
        }
    }
}

extension ValueWriter<EndTokenGrowth> {
    fileprivate static let growth: ValueWriter = ValueWriter(.array(of: .number)) { growth, writer in
        writer.array { writer in
            writer.value(growth.start)
            writer.value(growth.factor)
        }
    }
}
