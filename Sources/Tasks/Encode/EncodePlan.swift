package import Engine
package import Transformer

/// What a task to encode asks of the engine: one job for each input.
package struct EncodePlan: Sendable {
    package let served: ServedModel
    package let inputs: [PreparedInput]
    package let selection: AttentionSelection
    private let embedding: EmbeddingOptions
    /// Tokens at the beginning of each input that are not pooled.
    private let promptTokens: Int

    /// Checks everything that can be checked before the work.
    /// - maxInputs: sequences that a task may have
    package init(
        _ task: EncodeTask, _ served: ServedModel, maxInputs: Int, deadline: Deadline
    ) async throws(Problem) {
        self.served = served
        embedding = try task.embedding(of: served)
        selection =
            try task.attention?.selection(available: [.encoder], in: served.description) ?? AttentionSelection()
        var budget = TextBudget(deadline)
        let languages = try served.check(task.languages)
        var treatment = InputTreatment(overflow: task.overflow)
        treatment.truncationSide = task.truncationSide
        treatment.prompt = try task.prompt(of: served) ?? ""
        inputs = try await served.prepare(
            task.input, languages: languages, treatment, maxInputs: maxInputs, budget: &budget)
        promptTokens =
            embedding.leavesOutPrompt && !treatment.prompt.isEmpty
            ? try served.length(ofPrompt: treatment.prompt, languages) : 0
        if let index = inputs.firstIndex(where: { $0.ids.count <= promptTokens }) {
            let place = task.input.place(index, in: .input)
            throw .invalid(
                place, "\(place) has no token left to be pooled: the prompt before it takes all that an input may have."
            )
        }
    }

    /// Numbers of an embedding; nil where hidden states are asked for.
    package var embeddingSize: Int? {
        embedding.pooling == .none ? nil : embedding.size(hiddenSize: served.description.hiddenSize)
    }

    /// Numbers of what an input becomes: its embedding, or its hidden states.
    package func outputNumbers(of input: PreparedInput) -> Double {
        embeddingSize.map(Double.init) ?? Double(input.ids.count) * Double(served.description.hiddenSize)
    }

    /// Cancelling the calling task gives the work up.
    package func outcome(of engine: Engine, by deadline: Deadline) async throws(Problem) -> EncodeOutcome {
        let jobs = inputs.map {
            EncodeJob(model: served.model, input: .tokens($0.ids, types: $0.types), captured: selection)
        }
        let results = try await onEngine(deadline) { () async throws(EngineError) in
            try await engine.encode(jobs, deadline: deadline.instant)
        }
        return EncodeOutcome(
            results: results, embeddings: await embeddings(of: results),
            usage: Usage(inputTokens: inputs.reduce(0) { $0 + $1.ids.count }))
    }

    /// Others get their turn in between.
    private func embeddings(of results: [EncodeResult]) async -> [[Float]?] {
        var embeddings: [[Float]?] = []
        for result in results where !Task.isCancelled {
            embeddings.append(embedding(result.hiddenStates, from: promptTokens))
            await Task.yield()
        }
        return embeddings
    }
}

/// What became of a task to encode.
package struct EncodeOutcome: Sendable {
    /// Of each input.
    package let results: [EncodeResult]
    /// Of each input; nil where hidden states are asked for.
    package let embeddings: [[Float]?]
    package let usage: Usage

    package var times: StageTimes { StageTimes(sideBySide: results.map(\.times)) }
    /// Of all attention maps.
    package var mapBytes: Int { results.reduce(0) { $0 + $1.mapBytes } }
}
