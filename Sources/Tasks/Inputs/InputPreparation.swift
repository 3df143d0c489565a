import Tokenizers

/// What is done with an input that is too long.
package enum Overflow: String, CaseIterable, Sendable { case error, truncate }

/// What is done with the inputs of a task before the model has them.
struct InputTreatment {
    var overflow: Overflow
    /// Where what is too long loses tokens; nil: where the tokenizer says.
    var truncationSide: TruncationSide?
    /// Put before each text.
    var prompt = ""
}

/// One sequence of a task, ready for the encoder.
package struct PreparedInput: Sendable {
    package var ids: [Int32]
    /// As the client sent it; nil: it sent ids.
    package var text: String?
    package var labels: [TokenLabel]
    /// One for each id; empty where all are 0.
    var types: [Int32] = []
    /// Tokens that were cut off because the client allowed it.
    package var droppedTokens = 0
    /// Of those that are left, how many stand for text that the tokenizer does not know.
    package var unknownTokens = 0
}

/// - limit: sequences that an input may have
func checkInputCount(_ count: Int, limit: Int, of part: Place.Part = .input) throws(Problem) {
    guard count <= limit else {
        let place = Place(part)
        throw Problem(
            .tooManyInputs, place,
            "\(place) has \(count) sequences; one request may have at most \(limit). Send several requests.")
    }
}

extension ServedModel {
    /// Turns the input into token ids within the model's limits.
    /// - Throws: what is wrong, with the place of the sequence or id at fault.
    func prepare(
        _ input: Sequences, languages: LanguagePair, _ treatment: InputTreatment, maxInputs: Int,
        budget: inout TextBudget
    ) async throws(Problem) -> [PreparedInput] {
        try checkInputCount(input.items.count, limit: maxInputs)
        try refuseUseless(languages, for: input)
        try budget.spend(input.texts(in: .input).lazy.map { ($0.place, treatment.prompt + $0.text) })
        var prepared: [PreparedInput] = []
        prepared.reserveCapacity(input.items.count)
        for (index, item) in input.items.enumerated() {
            let place = input.place(index, in: .input)
            prepared.append(try await prepare(item, languages, at: place, treatment, budget))
        }
        return prepared
    }

    private func prepare(
        _ item: Sequences.Item, _ languages: LanguagePair, at place: Place, _ treatment: InputTreatment,
        _ budget: TextBudget
    ) async throws(Problem) -> PreparedInput {
        let side = treatment.truncationSide ?? tokenizer?.truncationSide ?? .right
        var input: PreparedInput
        switch item {
        case .text(let text):
            let tokens = try await tokens(
                of: treatment.prompt + text, side: .source, languages: languages, addingSpecialTokens: true, at: place,
                budget: budget)
            try refuseLanguage(spelledOutIn: tokens, beside: languages, at: place)
            try checkLength(of: tokens.count, treatment.overflow, at: place)
            guard let kept = side.truncated(tokens, to: maxInputTokens) else {
                throw .invalid(
                    place,
                    "\(place) cannot be truncated: the tokens that the tokenizer puts around a text are more than the "
                        + "\(maxInputTokens) that an input may have.")
            }
            let promptLength = treatment.prompt.unicodeScalars.count
            input = PreparedInput(
                ids: kept.map(\.id), text: text, labels: kept.map { TokenLabel($0).behind(promptOf: promptLength) })
            input.types = try types(of: kept, at: place)
            input.droppedTokens = tokens.count - kept.count
            input.unknownTokens = kept.count(where: \.isUnknown)
        case .ids(let ids):
            try check(ids, against: description.encoder.vocabularySize, at: place)
            try checkLength(of: ids.count, treatment.overflow, at: place)
            let kept = Array(side == .left ? ids.suffix(maxInputTokens) : ids.prefix(maxInputTokens))
            let labels = describe(kept, side: .source).labels.map(\.withoutRange)
            input = PreparedInput(ids: kept, labels: labels, droppedTokens: ids.count - kept.count)
        }
        return input
    }

    /// - Returns: empty where all are 0, or the model is not told any.
    private func types(of tokens: [Token], at place: Place) throws(Problem) -> [Int32] {
        let count = description.tokenTypes
        guard count > 0, tokens.contains(where: { $0.type != 0 }) else { return [] }
        if let token = tokens.first(where: { Int($0.type) >= count }) {
            throw .invalid(
                place,
                "\(place) has the token \"\(token.text.prefix(64))\", to which the tokenizer's post_processor gives the type "
                    + "\(token.type); the model's types end at \(count - 1) (type_vocab_size).")
        }
        return tokens.map(\.type)
    }

    /// Tokens of a prompt, with those that the tokenizer puts before it, which sentence-transformers leaves out of a pooling.
    func length(ofPrompt prompt: String, _ languages: LanguagePair) throws(Problem) -> Int {
        let tokens = try requireTokenizer(for: .prompt).encode(
            prompt, side: .source, languages: languages, addingSpecialTokens: true)
        let endsInSpecial = tokens.last.map { $0.isSpecial || $0.isUnknown } ?? false
        return min(tokens.count, maxInputTokens) - (endsInSpecial ? 1 : 0)
    }

    private func checkLength(of count: Int, _ overflow: Overflow, at place: Place) throws(Problem) {
        guard count > 0 else { throw .invalid(place, "\(place) has no tokens.") }
        guard count <= maxInputTokens || overflow == .truncate else {
            throw .inputTooLong(
                place, tokens: count, limit: maxInputTokens, "Shorten it\(orSending: .overflow, as: "\"truncate\"").")
        }
    }

    /// Every id must be a row of the vocabulary.
    func check(_ ids: [Int32], against vocabularySize: Int, at place: Place) throws(Problem) {
        guard let index = ids.firstIndex(where: { $0 < 0 || Int($0) >= vocabularySize }) else { return }
        throw .outOfRange(
            place.token(index), value: Int(ids[index]), expected: "a token id from 0 to \(vocabularySize - 1)")
    }
}

extension Problem {
    static func inputTooLong(_ place: Place, tokens: Int, limit: Int, _ remedy: Wording) -> Problem {
        Problem(.inputTooLong, place, "\(place) has \(tokens) tokens; the limit is \(limit). \(remedy)")
    }
}
