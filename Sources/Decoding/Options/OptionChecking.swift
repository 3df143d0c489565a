/// The values that an option may have, whatever the model.
extension DecodingOption {
    func check(_ options: DecodingOptions) throws(DecodingError) {
        switch property {
        case .integer(let path, let range): try require(options[keyPath: path], in: range)
        case .optionalInteger(let path, let range):
            if let number = options[keyPath: path] { try require(number, in: range) }
        case .number(let path, let range): try require(options[keyPath: path], in: range)
        case .samplingNumber(let path, let range):
            if options.doSample { try require(options[keyPath: path], in: range) }
        case .optionalSamplingNumber(let path, let range):
            if options.doSample, let number = options[keyPath: path] { try require(number, in: range) }
        case .tokenLists(let path):
            guard !options[keyPath: path].contains([]) else {
                throw invalid("\(field) has an empty word; each needs at least one token.")
            }
        case .biases(let path):
            guard options[keyPath: path].allSatisfy({ $0.bias.isFinite }) else {
                throw invalid("\(field) has a number that is not finite.")
            }
        case .growth(let path):
            guard let growth = options[keyPath: path] else { return }
            try require(growth.start, in: 0...Int(Int32.max))
            guard growth.factor.isFinite && growth.factor > 0 else {
                throw invalid("\(field) has the factor \(growth.factor); it must be above 0.")
            }
        case .flag, .earlyStopping, .seed, .token, .startToken, .tokens: break
        }
    }

    /// Sets the option as it is without any configuration.
    func reset(_ options: inout DecodingOptions) {
        func reset<Value>(_ path: Path<Value>) { options[keyPath: path] = DecodingOptions()[keyPath: path] }
        switch property {
        case .integer(let path, _): reset(path)
        case .optionalInteger(let path, _): reset(path)
        case .number(let path, _), .samplingNumber(let path, _): reset(path)
        case .optionalSamplingNumber(let path, _): reset(path)
        case .flag(let path): reset(path)
        case .earlyStopping(let path): reset(path)
        case .seed(let path): reset(path)
        case .token(let path): reset(path)
        case .startToken(let path): reset(path)
        case .tokens(let path): reset(path)
        case .tokenLists(let path): reset(path)
        case .biases(let path): reset(path)
        case .growth(let path): reset(path)
        }
    }

    private func require(_ number: Int, in range: ClosedRange<Int>) throws(DecodingError) {
        guard range.contains(number) else {
            throw invalid("\(field) is \(number); it must be between \(range.lowerBound) and \(range.upperBound).")
        }
    }

    private func require(_ number: Float, in range: NumberRange) throws(DecodingError) {
        guard range.contains(number) else {
            throw invalid("\(field) is \(number); it must be a number \(range.words).")
        }
    }

    private func invalid(_ message: String) -> DecodingError { .invalid(field: field, message: message) }
}
