import Decoding
import Engine
import Tokenizers
import Transformer

/// What a decode request asks of the engine: one job per input.
struct DecodePlan: Sendable {
    let inputs: [PreparedInput]
    let jobs: [DecodeJob]
    let options: DecodingOptions
    let selection: AttentionSelection
    /// For each input the most tokens that a sequence of its output can have, or is expected to have where the request sets
    /// no limit: a model's own limit is often far above what it ever says.
    let outputLengths: [Int]

    /// Checks everything that can be checked before the work.
    init(_ fields: DecodeRequest, _ served: ServedModel, maxInputs: Int) throws(ServiceError) {
        let decoder = try served.requireDecoder()
        let options = try fields.options(over: served.decodingDefaults)
        selection =
            try fields.attention?.selection(available: AttentionSelection.Map.allCases, in: served.description)
            ?? AttentionSelection()
        inputs = try served.prepare(fields.input, overflow: fields.overflow, maxInputs: maxInputs)
        let targets = try served.targetIDs(fields.target, field: "target", inputs: inputs.count)
        let prefixes = try served.targetIDs(fields.targetPrefix, field: "target_prefix", inputs: inputs.count)
        let badWords = try served.badWordIDs(fields.badWords)
        let stopTokenizer = fields.stop.isEmpty ? nil : try served.requireTokenizer(for: "stop")

        var jobs: [DecodeJob] = []
        var lengths: [Int] = []
        var common = options
        common.badWords += badWords
        for (index, input) in inputs.enumerated() {
            var own = common
            own.source = input.ids
            own.prefix = prefixes?[index] ?? []
            if fields.maxNewTokens == nil, let positions = decoder.maxPositions {
                own.holdNewTokens(toPositions: positions)
            }
            do {
                try own.validate(vocabularySize: decoder.vocabularySize, maxPositions: decoder.maxPositions)
            } catch {
                switch error {
                case .invalid(let field, let message): throw .invalid(param: field, message)
                }
            }
            let task: DecodingTask
            if let target = targets?[index] {
                task = .force(target: target, options: own)
                lengths.append(target.count)
            } else {
                let stop = stopTokenizer.map { StopStrings(fields.stop, tokenizer: $0, prefix: own.prefix) }
                task = .generate(own, stop: stop?.isReached)
                lengths.append(
                    Self.expectedLength(
                        own, isLimitedByClient: fields.maxNewTokens != nil, sourceTokens: input.ids.count,
                        maxPositions: decoder.maxPositions))
            }
            jobs.append(DecodeJob(model: served.model, tokens: input.ids, task: task, attention: selection))
        }
        self.jobs = jobs
        self.options = common
        outputLengths = lengths
    }

    private static func expectedLength(
        _ options: DecodingOptions, isLimitedByClient: Bool, sourceTokens: Int, maxPositions: Int?
    ) -> Int {
        let longest = min(
            options.maxNewTokens.map { options.prefix.count + $0 } ?? options.maxLength, maxPositions ?? .max)
        return isLimitedByClient ? longest : min(longest, options.prefix.count + 32 + 2 * sourceTokens)
    }

    /// - lengths: for each input the lengths of its sequences.
    func replySize(_ lengths: [[Int]]) -> ReplySize {
        var size = ReplySize()
        for (input, sequences) in zip(inputs, lengths) {
            let sourceTokens = input.ids.count
            size.add(tokens: sourceTokens)
            size.add(selection.encoder, queries: sourceTokens, keys: sourceTokens)
            for length in sequences {
                size.add(tokens: length, alternativesEach: options.topLogprobs)
                size.add(selection.decoder, queries: length, keys: length, isCausal: true)
                size.add(selection.cross, queries: length, keys: sourceTokens)
            }
        }
        return size
    }

    func checkReplySize(_ lengths: [[Int]], limit: Int) throws(ServiceError) {
        try replySize(lengths).check(
            limit: limit, param: selection == .none ? nil : "attention",
            remedy:
                "Ask for fewer attention.maps, attention.layers or attention.heads, for fewer inputs or sequences, or for a "
                + "smaller max_new_tokens.")
    }
}

extension ServedModel {
    /// Ids of `target` or `target_prefix`, one list per input; nil when the field was left out.
    fileprivate func targetIDs(_ sequences: Sequences?, field: String, inputs: Int) throws(ServiceError) -> [[Int32]]? {
        guard let sequences else { return nil }
        guard sequences.isSingle || sequences.items.count == inputs else {
            throw .invalid(
                param: field,
                "\(field) has \(sequences.items.count) entries for \(inputs) inputs: give one for each input, or one that is "
                    + "not in an array for all of them.")
        }
        var lists: [[Int32]] = []
        for (index, item) in sequences.items.enumerated() {
            lists.append(try targetIDs(item, path: sequences.path(index, in: field), field: field))
        }
        return sequences.isSingle ? Array(repeating: lists[0], count: inputs) : lists
    }

    private func targetIDs(_ item: Sequences.Item, path: String, field: String) throws(ServiceError) -> [Int32] {
        let ids: [Int32]
        switch item {
        case .text(let text):
            // A target is complete and so gets its end token; a prefix goes on.
            let tokens = try tokens(
                of: text, side: .target, addingSpecialTokens: field == "target", field: field, path: path)
            ids = tokens.map(\.id)
        case .ids(let given):
            try check(given, against: try requireDecoder().vocabularySize, path: path)
            ids = given
        }
        guard !ids.isEmpty else { throw .invalid(param: path, "\(path) has no tokens; leave the field out for none.") }
        // The decoder's inputs are the start token and all but the last of a target, but the whole of a prefix.
        if let positions = maxTargetTokens {
            let limit = field == "target" ? positions : positions - 1
            guard ids.count <= limit else { throw .inputTooLong(param: path, tokens: ids.count, limit: limit) }
        }
        return ids
    }

    /// As transformers tokenises `bad_words_ids`: words of their own, without special tokens.
    fileprivate func badWordIDs(_ items: [Sequences.Item]) throws(ServiceError) -> [[Int32]] {
        guard items.count <= mostBadWords else {
            throw .invalid(
                param: "bad_words", "bad_words has \(items.count) entries; at most \(mostBadWords) are allowed.")
        }
        var words: [[Int32]] = []
        for (index, item) in items.enumerated() {
            let path = "bad_words[\(index)]"
            switch item {
            case .text(let text):
                let tokens = try tokens(
                    of: text, side: .target, addingSpecialTokens: false, field: "bad_words", path: path)
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
