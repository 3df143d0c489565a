import Tokenizers

/// One sequence of a request, ready for the encoder.
struct PreparedInput: Sendable {
    var ids: [Int32]
    var labels: [TokenLabel]
    /// One for each id; empty where all are 0.
    var types: [Int32] = []
    /// Tokens that were cut off because the client allowed it.
    var droppedTokens = 0
    /// Of those that are left, how many stand for text that the tokenizer does not know.
    var unknownTokens = 0
}

/// - limit: sequences that `input` may have
func checkInputCount(_ count: Int, limit: Int) throws(ServiceError) {
    guard count <= limit else { throw .tooManyInputs(param: "input", count: count, limit: limit) }
}

extension ServedModel {
    /// Turns `input` into token ids within the model's limits.
    /// - Throws: what is wrong, with the path of the sequence or id at fault.
    func prepare(
        _ input: Sequences, languages: LanguagePair, overflow: Overflow, maxInputs: Int,
        budget: inout TextBudget
    ) async throws(ServiceError) -> [PreparedInput] {
        try checkInputCount(input.items.count, limit: maxInputs)
        try refuseUseless(languages, for: input)
        try budget.spend(input.texts(in: "input"))
        var prepared: [PreparedInput] = []
        prepared.reserveCapacity(input.items.count)
        for (index, item) in input.items.enumerated() {
            let path = input.path(index, in: "input")
            prepared.append(try await prepare(item, languages, path: path, overflow: overflow, budget))
        }
        return prepared
    }

    private func prepare(
        _ item: Sequences.Item, _ languages: LanguagePair, path: String, overflow: Overflow, _ budget: TextBudget
    ) async throws(ServiceError) -> PreparedInput {
        var input: PreparedInput
        switch item {
        case .text(let text):
            let tokens = try await tokens(
                of: text, side: .source, languages: languages, addingSpecialTokens: true, field: "input", path: path,
                budget: budget)
            try refuseLanguage(spelledOutIn: tokens, beside: languages, path: path)
            try checkLength(of: tokens.count, overflow, path: path)
            guard let kept = truncationSide.truncated(tokens, to: maxInputTokens) else {
                throw .invalid(
                    param: path,
                    "\(path) cannot be truncated: the tokens that the tokenizer puts around a text are more than the "
                        + "\(maxInputTokens) that an input may have.")
            }
            input = PreparedInput(ids: kept.map(\.id), labels: kept.map(TokenLabel.init))
            input.types = try types(of: kept, path: path)
            input.droppedTokens = tokens.count - kept.count
            input.unknownTokens = kept.count(where: \.isUnknown)
        case .ids(let ids):
            try check(ids, against: description.encoder.vocabularySize, path: path)
            try checkLength(of: ids.count, overflow, path: path)
            let kept = Array(truncationSide == .left ? ids.suffix(maxInputTokens) : ids.prefix(maxInputTokens))
            let labels = describe(kept, side: .source).labels.map(\.withoutRange)
            input = PreparedInput(ids: kept, labels: labels, droppedTokens: ids.count - kept.count)
        }
        return input
    }

    /// - Returns: empty where all are 0, or the model is not told any.
    private func types(of tokens: [Token], path: String) throws(ServiceError) -> [Int32] {
        let count = description.tokenTypes
        guard count > 0, tokens.contains(where: { $0.type != 0 }) else { return [] }
        if let token = tokens.first(where: { Int($0.type) >= count }) {
            throw .invalid(
                param: path,
                "\(path) has the token \"\(token.text.prefix(64))\", to which the tokenizer's post_processor gives the type "
                    + "\(token.type); the model's types end at \(count - 1) (type_vocab_size).")
        }
        return tokens.map(\.type)
    }

    private var truncationSide: TruncationSide { tokenizer?.truncationSide ?? .right }

    private func checkLength(of count: Int, _ overflow: Overflow, path: String) throws(ServiceError) {
        guard count > 0 else { throw .invalid(param: path, "\(path) has no tokens.") }
        guard count <= maxInputTokens || overflow == .truncate else {
            throw .inputTooLong(param: path, tokens: count, limit: maxInputTokens)
        }
    }

    /// Every id must be a row of the vocabulary.
    func check(_ ids: [Int32], against vocabularySize: Int, path: String) throws(ServiceError) {
        guard let index = ids.firstIndex(where: { $0 < 0 || Int($0) >= vocabularySize }) else { return }
        throw .outOfRange(
            param: "\(path)[\(index)]", value: "\(ids[index])",
            expected: "a token id from 0 to \(vocabularySize - 1)")
    }
}
