package import Engine
package import Transformer

/// What a task to encode asks of the engine: one job for each input.
package struct EncodePlan: Sendable {
    package let served: ServedModel
    package let inputs: [PreparedInput]
    package let selection: AttentionSelection
    private let embedding: EmbeddingOptions

    /// Checks everything that can be checked before the work.
    /// - maxInputs: sequences that a task may have
    package init(
        _ task: EncodeTask, _ served: ServedModel, maxInputs: Int, deadline: Deadline
    ) async throws(Problem) {
        self.served = served
        embedding = try task.embedding(over: served.embeddingDefaults)
        selection =
            try task.attention?.selection(available: [.encoder], in: served.description) ?? AttentionSelection()
        var budget = TextBudget(deadline)
        inputs = try await served.prepare(
            task.input, languages: try served.check(task.languages), overflow: task.overflow, maxInputs: maxInputs,
            budget: &budget)
    }

    /// Numbers of what an input becomes: its embedding, or its hidden states.
    package func outputNumbers(of input: PreparedInput) -> Double {
        let hiddenSize = served.description.hiddenSize
        return embedding.pooling == .none
            ? Double(input.ids.count) * Double(hiddenSize) : Double(embedding.size(hiddenSize: hiddenSize))
    }

    /// Cancelling the calling task gives the work up.
    package func outcome(of engine: Engine, by deadline: Deadline) async throws(Problem) -> EncodeOutcome {
        let jobs = inputs.map {
            EncodeJob(model: served.model, tokens: $0.ids, tokenTypes: $0.types, captured: selection)
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
            embeddings.append(embedding(result.hiddenStates))
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
