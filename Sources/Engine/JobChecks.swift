import Decoding
import Transformer

/// The engine's own guard: no job may leave the model's tables, whoever submits it.
extension EncodeJob {
    func check() throws(EngineError) {
        switch input {
        case .tokens(let tokens, let types):
            try checkTokens(tokens, against: model.description.encoder)
            try checkTypes(types, of: tokens, model.description)
        }
    }
}

extension DecodeJob {
    func check() throws(EngineError) {
        guard let decoder = model.description.decoder else { throw .noDecoder }
        try encoding.check()
        let options: DecodingOptions
        switch task {
        case .generate(let its, _): options = its
        case .force(let target, let its):
            options = its
            try checkTokens(target, against: decoder)
        }
        do {
            try options.validate(vocabularySize: decoder.vocabularySize, maxPositions: decoder.maxPositions)
        } catch {
            throw .invalid(message: error.description)
        }
    }
}

private func checkTokens(_ tokens: [Int32], against stack: ModelDescription.Stack) throws(EngineError) {
    guard !tokens.isEmpty else { throw .invalid(message: "a sequence is empty") }
    if let limit = stack.maxPositions, tokens.count > limit {
        throw .invalid(message: "a sequence of \(tokens.count) tokens is longer than the model's \(limit) positions")
    }
    if let token = tokens.first(where: { $0 < 0 || Int($0) >= stack.vocabularySize }) {
        throw .invalid(message: "token \(token) is outside the vocabulary of \(stack.vocabularySize)")
    }
}

private func checkTypes(_ types: [Int32], of tokens: [Int32], _ model: ModelDescription) throws(EngineError) {
    guard !types.isEmpty else { return }
    guard types.count == tokens.count else {
        throw .invalid(message: "\(types.count) token types are given for \(tokens.count) tokens")
    }
    if let type = types.first(where: { $0 < 0 || Int($0) >= model.tokenTypes }) {
        throw .invalid(message: "token type \(type) is none of the model's \(model.tokenTypes)")
    }
}
