import Tokenizers

/// What the tokens of a target text are for.
enum TargetUse {
    /// All of the output, to be scored.
    case score
    /// The output's beginning.
    case begin

    var part: Place.Part {
        switch self {
        case .score: .target
        case .begin: .targetPrefix
        }
    }
}

extension ServedModel {
    /// Ids of a task's targets or of their beginnings, one list per input; nil when it has none.
    func targetIDs(
        _ sequences: Sequences?, _ use: TargetUse, languages: LanguagePair, inputs: Int, budget: inout TextBudget
    ) async throws(Problem) -> [[Int32]]? {
        guard let sequences else { return nil }
        let part = use.part
        guard sequences.isSingle || sequences.items.count == inputs else {
            throw .invalid(
                Place(part),
                "\(part) has \(sequences.items.count) entries for \(inputs) inputs: give one for each input, or one that is "
                    + "not in an array for all of them.")
        }
        try budget.spend(sequences.texts(in: part))
        var lists: [[Int32]] = []
        for (index, item) in sequences.items.enumerated() {
            // Nothing to begin with, for this one of several.
            if use == .begin, !sequences.isSingle, item == .text("") || item == .ids([]) {
                lists.append([])
                continue
            }
            lists.append(try await targetIDs(item, use, languages, at: sequences.place(index, in: part), budget))
        }
        return sequences.isSingle ? Array(repeating: lists[0], count: inputs) : lists
    }

    private func targetIDs(
        _ item: Sequences.Item, _ use: TargetUse, _ languages: LanguagePair, at place: Place, _ budget: TextBudget
    ) async throws(Problem) -> [Int32] {
        var ids: [Int32]
        switch item {
        case .text(let text):
            // A target is complete and so gets its special tokens; a prefix goes on, after the language it is in.
            ids = try await tokens(
                of: text, side: .target, languages: languages, addingSpecialTokens: use == .score, at: place,
                budget: budget
            ).map(\.id)
            if use == .begin, !ids.isEmpty, case .forcedFirst(let language) = targetLanguage(of: languages)?.placement {
                ids.insert(language, at: 0)
            }
        case .ids(let given):
            try check(given, against: try requireDecoder().vocabularySize, at: place)
            if case .forcedFirst(let language) = targetLanguage(of: languages)?.placement {
                throw .noEffect(
                    .targetLanguage,
                    "\(.targetLanguage) has no effect on \(use.part) as token ids, which are taken as they are: begin them with "
                        + "the language's id, \(language).")
            }
            ids = given
        }
        guard !ids.isEmpty else { throw .invalid(place, "\(place) has no tokens; leave the field out for none.") }
        // The decoder's inputs are the start token and all but the last of a target, but the whole of a prefix.
        if let positions = maxTargetTokens {
            let limit = use == .score ? positions : positions - 1
            guard ids.count <= limit else {
                throw .inputTooLong(place, tokens: ids.count, limit: limit, "Shorten it.")
            }
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
    func badWordIDs(_ items: [Sequences.Item], budget: inout TextBudget) async throws(Problem) -> [[Int32]] {
        guard items.count <= mostBadWords else {
            throw .invalid(
                Place(.badWords), "\(.badWords) has \(items.count) entries; at most \(mostBadWords) are allowed.")
        }
        let items = Sequences(items: items, isSingle: false)
        try budget.spend(items.texts(in: .badWords))
        var words: [[Int32]] = []
        for (index, item) in items.items.enumerated() {
            let place = items.place(index, in: .badWords)
            switch item {
            case .text(let text):
                let tokens = try await tokens(
                    of: wordInside(text), side: .target, addingSpecialTokens: false, at: place, budget: budget)
                guard !tokens.isEmpty else { throw .invalid(place, "\(place) has no tokens.") }
                words.append(tokens.map(\.id))
            case .ids(let ids):
                try check(ids, against: try requireDecoder().vocabularySize, at: place)
                words.append(ids)
            }
        }
        return words
    }
}

/// Each is looked for at every step of every sequence.
private let mostBadWords = 1024
