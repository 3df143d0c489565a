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
    let format: AttentionFormat
    /// For each input the most tokens that a sequence of its output can have, or is expected to have where the request sets
    /// no limit: a model's own limit is often far above what it ever says.
    let outputLengths: [Int]

    /// Checks everything that can be checked before the work.
    init(
        _ fields: DecodeRequest, _ served: ServedModel, maxInputs: Int, deadline: Deadline
    ) async throws(ServiceError) {
        let decoder = try served.requireDecoder()
        var budget = TextBudget(deadline)
        let languages = try served.check(fields.languages)
        var options = try fields.options(over: served.decodingDefaults)
        if let language = served.targetLanguage(of: languages) {
            try options.write(in: language, isForcedByClient: fields.overrides.contains(.forcedBOSToken), decoder)
        }
        selection =
            try fields.attention?.selection(available: AttentionSelection.Map.allCases, in: served.description)
            ?? AttentionSelection()
        format = fields.attention?.format ?? AttentionFormat()
        inputs = try await served.prepare(
            fields.input, languages: languages, overflow: fields.overflow, maxInputs: maxInputs, budget: &budget)
        let targets = try await served.targetIDs(
            fields.target, .score, languages: languages, inputs: inputs.count, budget: &budget)
        let prefixes = try await served.targetIDs(
            fields.targetPrefix, .begin, languages: languages, inputs: inputs.count, budget: &budget)
        let badWords = try await served.badWordIDs(fields.badWords, budget: &budget)
        let stopTokenizer = fields.stop.isEmpty ? nil : try served.requireTokenizer(for: "stop")

        var jobs: [DecodeJob] = []
        var lengths: [Int] = []
        let isLimitedByClient = fields.overrides.contains(.maxNewTokens)
        var common = options
        common.badWords += badWords
        for (index, input) in inputs.enumerated() {
            var own = common
            own.source = input.ids
            own.prefix = prefixes?[index] ?? []
            if !isLimitedByClient, let positions = decoder.maxPositions {
                own.holdNewTokens(toPositions: positions)
            }
            if !fields.overrides.contains(.minNewTokens) { own.holdMinimumToLimit() }
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
                        own, isLimitedByClient: isLimitedByClient, sourceTokens: input.ids.count,
                        maxPositions: decoder.maxPositions))
            }
            jobs.append(
                DecodeJob(
                    model: served.model, tokens: input.ids, tokenTypes: input.types, task: task, attention: selection))
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
            format, limit: limit, param: selection == .none ? nil : "attention",
            remedy:
                "Ask for fewer attention.maps, attention.layers or attention.heads, for fewer inputs or sequences, or for a "
                + "smaller max_new_tokens.")
    }
}
