package import Decoding
package import Engine
import Tokenizers
package import Transformer

/// What a task to decode asks of the engine: one job for each input.
package struct DecodePlan: Sendable {
    package let served: ServedModel
    package let inputs: [PreparedInput]
    package let options: DecodingOptions
    /// Maps that the client gets.
    package let selection: AttentionSelection
    private let aligner: Aligner?
    /// Links that an alignment has; nil: none is wanted.
    package var alignment: AlignmentChoice.Links? { aligner?.links }
    /// For each input the most tokens that a sequence of its output can have, or is expected to have where the task sets
    /// no limit: a model's own limit is often far above what it ever says.
    package let outputLengths: [Int]
    /// Sequences of each output.
    package let sequencesEach: Int
    private let jobs: [DecodeJob]

    /// Checks everything that can be checked before the work.
    /// - maxInputs: sequences that a task may have
    package init(
        _ task: DecodeTask, _ served: ServedModel, maxInputs: Int, deadline: Deadline
    ) async throws(Problem) {
        self.served = served
        let decoder = try served.requireDecoder()
        var budget = TextBudget(deadline)
        let languages = try served.check(task.languages)
        var options = try task.options(over: served.decodingDefaults)
        if let language = served.targetLanguage(of: languages) {
            try options.write(in: language, isForcedByClient: task.overrides.contains(.forcedBOSToken), decoder)
        }
        selection =
            try task.attention?.selection(available: AttentionSelection.Map.allCases, in: served.description)
            ?? AttentionSelection()
        aligner = try task.alignment.map { choice throws(Problem) in try Aligner(choice, served, decoder) }
        inputs = try await served.prepare(
            task.input, languages: languages, InputTreatment(overflow: task.overflow), maxInputs: maxInputs,
            budget: &budget)
        let targets = try await served.targetIDs(
            task.target, .score, languages: languages, inputs: inputs.count, budget: &budget)
        let prefixes = try await served.targetIDs(
            task.targetPrefix, .begin, languages: languages, inputs: inputs.count, budget: &budget)
        let badWords = try await served.badWordIDs(task.badWords, budget: &budget)
        let stopTokenizer = task.stop.isEmpty ? nil : try served.requireTokenizer(for: .stop)

        var jobs: [DecodeJob] = []
        var lengths: [Int] = []
        let isLimitedByClient = task.overrides.contains(.maxNewTokens)
        var common = options
        common.badWords += badWords
        var captured = selection
        if let aligner { captured.cross = aligner.captured(beside: selection.cross) }
        for (index, input) in inputs.enumerated() {
            var own = common
            own.source = input.ids
            own.prefix = prefixes?[index] ?? []
            if !isLimitedByClient, let positions = decoder.maxPositions {
                own.holdNewTokens(toPositions: positions)
            }
            if !task.overrides.contains(.minNewTokens) { own.holdMinimumToLimit() }
            do {
                try own.validate(vocabularySize: decoder.vocabularySize, maxPositions: decoder.maxPositions)
            } catch {
                switch error {
                case .invalid(let field, let message): throw .invalid(Place(.option(field)), "\(message)")
                }
            }
            let decoding: DecodingTask
            if let target = targets?[index] {
                decoding = .force(target: target, options: own)
                lengths.append(target.count)
            } else {
                let stop = stopTokenizer.map { StopStrings(task.stop, tokenizer: $0, prefix: own.prefix) }
                decoding = .generate(own, stop: stop?.isReached)
                lengths.append(
                    Self.expectedLength(
                        own, isLimitedByClient: isLimitedByClient, sourceTokens: input.ids.count,
                        maxPositions: decoder.maxPositions))
            }
            jobs.append(
                DecodeJob(
                    model: served.model, input: .tokens(input.ids, types: input.types), task: decoding,
                    captured: captured))
        }
        self.jobs = jobs
        self.options = common
        outputLengths = lengths
        sequencesEach = task.target == nil ? common.numReturnSequences : 1
    }

    private static func expectedLength(
        _ options: DecodingOptions, isLimitedByClient: Bool, sourceTokens: Int, maxPositions: Int?
    ) -> Int {
        let longest = min(
            options.maxNewTokens.map { options.prefix.count + $0 } ?? options.maxLength, maxPositions ?? .max)
        return isLimitedByClient ? longest : min(longest, options.prefix.count + 32 + 2 * sourceTokens)
    }

    /// Cancelling the calling task gives the work up.
    package func outcome(of engine: Engine, by deadline: Deadline) async throws(Problem) -> DecodeOutcome {
        let results = try await onEngine(deadline) { () async throws(EngineError) in
            try await engine.decode(jobs, deadline: deadline.instant)
        }
        return await outcome(results)
    }

    /// As `outcome`, but returns as soon as the work is accepted.
    package func start(on engine: Engine, by deadline: Deadline) async throws(Problem) -> DecodeStream {
        // Holds no more than the tokens that the request may be answered with, however slowly they are taken out: the engine
        // never waits.
        let (arrivals, engineSide) = AsyncStream.makeStream(of: DecodeStream.Arrival.self)
        var observed = jobs
        for output in observed.indices {
            observed[output].observer = { sequence, growth in
                engineSide.yield(DecodeStream.Arrival(output: output, sequence: sequence, growth: growth))
            }
        }
        let jobs = observed
        let accepted = try await onEngine(deadline) { () async throws(EngineError) in
            try engine.accept(jobs, deadline: deadline.instant)
        }
        return DecodeStream(
            plan: self, arrivals: arrivals, engineSide: engineSide, accepted: accepted, deadline: deadline)
    }

    func outcome(_ results: [DecodeResult]) async -> DecodeOutcome {
        var alignments: [[Alignment?]]?
        if let aligner { alignments = await aligner.alignments(of: results, inputs, served) }
        return DecodeOutcome(
            results: aligner == nil ? results : results.map { $0.selecting(selection) },
            alignments: alignments,
            usage: Usage(
                inputTokens: inputs.reduce(0) { $0 + $1.ids.count },
                outputTokens: results.reduce(0) { $0 + $1.sequences.reduce(0) { $0 + $1.decoded.tokens.count } }))
    }
}

/// What became of a task to decode.
package struct DecodeOutcome: Sendable {
    /// Of each input.
    package let results: [DecodeResult]
    /// Of each input's sequences; nil: not asked for.
    package let alignments: [[Alignment?]]?
    package let usage: Usage

    package var times: StageTimes { StageTimes(sideBySide: results.map(\.times)) }
    /// Of all attention maps.
    package var mapBytes: Int { results.reduce(0) { $0 + $1.mapBytes } }
    /// Of each output the lengths of its sequences.
    package var lengths: [[Int]] { results.map { $0.sequences.map(\.decoded.tokens.count) } }
}
