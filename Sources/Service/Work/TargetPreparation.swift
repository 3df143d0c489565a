import Tokenizers

/// What the tokens of a target text are for.
enum TargetUse {
    /// `target`: all of the output, to be scored.
    case score
    /// `target_prefix`: the output's beginning.
    case begin

    var field: String {
        switch self {
        case .score: DecodeRequest.Fields.target.name
        case .begin: DecodeRequest.Fields.targetPrefix.name
        }
    }
}

extension ServedModel {
    /// Ids of `target` or `target_prefix`, one list per input; nil when the field was left out.
    func targetIDs(
        _ sequences: Sequences?, _ use: TargetUse, languages: LanguagePair, inputs: Int, budget: inout TextBudget
    ) async throws(ServiceError) -> [[Int32]]? {
        guard let sequences else { return nil }
        let field = use.field
        guard sequences.isSingle || sequences.items.count == inputs else {
            throw .invalid(
                param: field,
                "\(field) has \(sequences.items.count) entries for \(inputs) inputs: give one for each input, or one that is "
                    + "not in an array for all of them.")
        }
        try budget.spend(sequences.texts(in: field))
        var lists: [[Int32]] = []
        for (index, item) in sequences.items.enumerated() {
            // Nothing to begin with, for this one of several.
            if use == .begin, !sequences.isSingle, item == .text("") || item == .ids([]) {
                lists.append([])
                continue
            }
            lists.append(try await targetIDs(item, use, languages, path: sequences.path(index, in: field), budget))
        }
        return sequences.isSingle ? Array(repeating: lists[0], count: inputs) : lists
    }

    private func targetIDs(
        _ item: Sequences.Item, _ use: TargetUse, _ languages: LanguagePair, path: String, _ budget: TextBudget
    ) async throws(ServiceError) -> [Int32] {
        var ids: [Int32]
        switch item {
        case .text(let text):
            // A target is complete and so gets its special tokens; a prefix goes on, after the language it is in.
            ids = try await tokens(
                of: text, side: .target, languages: languages, addingSpecialTokens: use == .score, field: use.field,
                path: path, budget: budget
            ).map(\.id)
            if use == .begin, !ids.isEmpty, case .forcedFirst(let language) = targetLanguage(of: languages)?.placement {
                ids.insert(language, at: 0)
            }
        case .ids(let given):
            try check(given, against: try requireDecoder().vocabularySize, path: path)
            if case .forcedFirst(let language) = targetLanguage(of: languages)?.placement {
                let field = LanguageRequest.targetField.name
                throw .noEffect(
                    param: field,
                    message:
                        "\(field) has no effect on \(use.field) as token ids, which are taken as they are: begin them with "
                        + "the language's id, \(language).")
            }
            ids = given
        }
        guard !ids.isEmpty else { throw .invalid(param: path, "\(path) has no tokens; leave the field out for none.") }
        // The decoder's inputs are the start token and all but the last of a target, but the whole of a prefix.
        if let positions = maxTargetTokens {
            let limit = use == .score ? positions : positions - 1
            guard ids.count <= limit else { throw .inputTooLong(param: path, tokens: ids.count, limit: limit) }
        }
        return ids
    }

    /// With the space before it where the tokenizer cuts the two together: transformers' `add_prefix_space`.
    func wordInside(_ text: String) -> String {
        guard tokenizer?.cutsWordsWithSpace == true, text.unicodeScalars.first?.properties.isWhitespace == false else {
            return text
        }
        return " " + text
    }

    /// As transformers would have `bad_words_ids` made: words as they are inside a text, without special tokens.
    func badWordIDs(_ items: [Sequences.Item], budget: inout TextBudget) async throws(ServiceError) -> [[Int32]] {
        guard items.count <= mostBadWords else {
            throw .invalid(
                param: "bad_words", "bad_words has \(items.count) entries; at most \(mostBadWords) are allowed.")
        }
        try budget.spend(Sequences(items: items, isSingle: false).texts(in: "bad_words"))
        var words: [[Int32]] = []
        for (index, item) in items.enumerated() {
            let path = "bad_words[\(index)]"
            switch item {
            case .text(let text):
                let tokens = try await tokens(
                    of: wordInside(text), side: .target, addingSpecialTokens: false, field: "bad_words", path: path,
                    budget: budget)
                guard !tokens.isEmpty else { throw .invalid(param: path, "\(path) has no tokens.") }
                words.append(tokens.map(\.id))
            case .ids(let ids):
                try check(ids, against: try requireDecoder().vocabularySize, path: path)
                words.append(ids)
            }
        }
        return words
    }
}

/// Each is looked for at every step of every sequence.
private let mostBadWords = 1024
