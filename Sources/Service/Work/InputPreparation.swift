import Tokenizers

/// One sequence of a request, ready for the encoder.
struct PreparedInput: Sendable {
    var ids: [Int32]
    var labels: [TokenLabel]
    /// Tokens that were cut off because the client allowed it.
    var droppedTokens = 0
}

/// - limit: sequences that `input` may have
func checkInputCount(_ count: Int, limit: Int) throws(ServiceError) {
    guard count <= limit else { throw .tooManyInputs(param: "input", count: count, limit: limit) }
}

extension ServedModel {
    /// Turns `input` into token ids within the model's limits.
    /// - Throws: what is wrong, with the path of the sequence or id at fault.
    func prepare(
        _ input: Sequences, languages: LanguagePair, overflow: Overflow, maxInputs: Int
    ) throws(ServiceError) -> [PreparedInput] {
        try checkInputCount(input.items.count, limit: maxInputs)
        try refuseUseless(languages, for: input)
        var prepared: [PreparedInput] = []
        prepared.reserveCapacity(input.items.count)
        for (index, item) in input.items.enumerated() {
            let path = input.path(index, in: "input")
            prepared.append(try prepare(item, languages, path: path, overflow: overflow))
        }
        return prepared
    }

    private func prepare(
        _ item: Sequences.Item, _ languages: LanguagePair, path: String, overflow: Overflow
    ) throws(ServiceError) -> PreparedInput {
        var input: PreparedInput
        switch item {
        case .text(let text):
            let tokens = try tokens(
                of: text, side: .source, languages: languages, addingSpecialTokens: true, field: "input", path: path)
            input = PreparedInput(ids: tokens.map(\.id), labels: tokens.map(TokenLabel.init))
        case .ids(let ids):
            try check(ids, against: description.encoder.vocabularySize, path: path)
            input = PreparedInput(ids: ids, labels: [])
        }
        guard !input.ids.isEmpty else { throw .invalid(param: path, "\(path) has no tokens.") }
        let limit = maxInputTokens
        if input.ids.count > limit {
            guard overflow == .truncate else {
                throw .inputTooLong(param: path, tokens: input.ids.count, limit: limit)
            }
            input.truncate(to: limit)
        }
        if input.labels.isEmpty { input.labels = describe(input.ids, side: .source).labels.map(\.withoutRange) }
        return input
    }

    /// Every id must be a row of the vocabulary.
    func check(_ ids: [Int32], against vocabularySize: Int, path: String) throws(ServiceError) {
        guard let index = ids.firstIndex(where: { $0 < 0 || Int($0) >= vocabularySize }) else { return }
        throw .outOfRange(
            param: "\(path)[\(index)]", value: "\(ids[index])",
            expected: "a token id from 0 to \(vocabularySize - 1)")
    }
}

extension PreparedInput {
    /// Keeps the beginning, and of a text the special tokens at its end, as truncation in transformers does.
    fileprivate mutating func truncate(to limit: Int) {
        droppedTokens = ids.count - limit
        let endTokens = labels.reversed().prefix(while: \.isSpecial).count
        let kept = endTokens < limit ? limit - endTokens : limit
        let end = limit - kept
        ids = Array(ids.prefix(kept) + ids.suffix(end))
        if !labels.isEmpty { labels = Array(labels.prefix(kept) + labels.suffix(end)) }
    }
}
