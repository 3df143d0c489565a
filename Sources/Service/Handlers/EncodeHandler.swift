import Engine
import HTTP
import JSON
import Transformer

/// `POST /encode`: hidden states or embeddings, and the encoder's attention.
struct EncodeHandler {
    let context: ServiceContext

    func callAsFunction(_ request: Request) async throws(ServiceError) -> Response {
        let models = try context.models()
        let fields = try EncodeRequest(try request.json())
        let served = try models.model(named: fields.model)
        let embedding = try fields.embedding(over: served.embeddingDefaults)
        var timing = Timing(of: request)
        let selection =
            try fields.attention?.selection(available: [.encoder], in: served.description) ?? AttentionSelection()
        let format = fields.attention?.format ?? AttentionFormat()
        let inputs = try await timing.tokenizing { () async throws(ServiceError) in
            var budget = TextBudget(context.deadline(of: request))
            return try await served.prepare(
                fields.input, languages: try served.check(fields.languages), overflow: fields.overflow,
                maxInputs: context.configuration.largestRequest, budget: &budget)
        }
        try checkReplySize(inputs, embedding, selection, format, served)

        let jobs = inputs.map {
            EncodeJob(model: served.model, tokens: $0.ids, tokenTypes: $0.types, attention: selection)
        }
        let engine = context.engine
        let results = try await context.run(for: request) { (deadline) async throws(EngineError) in
            try await engine.encode(jobs, deadline: deadline)
        }
        for result in results { timing.add(result.times) }
        let embeddings = await Self.embeddings(of: results, embedding)
        return try reply(served, embeddings, format, inputs, results, timing)
    }

    /// Of each result; nil where hidden states are asked for. Others get their turn in between.
    private static func embeddings(of results: [EncodeResult], _ options: EmbeddingOptions) async -> [[Float]?] {
        var embeddings: [[Float]?] = []
        for result in results where !Task.isCancelled {
            embeddings.append(options(result.hiddenStates))
            await Task.yield()
        }
        return embeddings
    }

    private func checkReplySize(
        _ inputs: [PreparedInput], _ embedding: EmbeddingOptions, _ selection: AttentionSelection,
        _ format: AttentionFormat,
        _ served: ServedModel
    ) throws(ServiceError) {
        var size = ReplySize()
        for input in inputs {
            let hiddenSize = served.description.hiddenSize
            size.add(tokens: input.ids.count)
            size.add(
                numbers: embedding.pooling == .none
                    ? Double(input.ids.count) * Double(hiddenSize) : Double(embedding.size(hiddenSize: hiddenSize)))
            size.add(selection.encoder, queries: input.ids.count, keys: input.ids.count)
        }
        try size.check(
            format, limit: context.configuration.maxResponseBytes, param: selection == .none ? nil : "attention",
            remedy: "Ask for fewer inputs, for a pooling, or for fewer attention.layers and attention.heads.")
    }

    private func reply(
        _ served: ServedModel, _ embeddings: [[Float]?], _ format: AttentionFormat, _ inputs: [PreparedInput],
        _ results: [EncodeResult], _ timing: Timing
    ) throws(ServiceError) -> Response {
        let usage = Usage(inputTokens: inputs.reduce(0) { $0 + $1.ids.count })
        timing.count(usage, mapBytes: results.reduce(0) { $0 + $1.mapBytes }, model: served.name)
        return try .cancellableJSON { writer in
            try writer.object { writer in
                writer.field("model", served.name)
                writer.key("outputs")
                try writer.array { writer in
                    for (index, (input, (result, embedding))) in zip(inputs, zip(results, embeddings)).enumerated() {
                        try Task.checkCancellation()
                        try writer.object { writer in
                            writer.source(input, index: index)
                            try writer.states(result, embedding)
                            if let map = result.attention {
                                writer.key("attention")
                                try writer.object { writer in
                                    writer.key("encoder")
                                    try writer.attentionMap(map, format, queries: input.labels, keys: input.labels)
                                }
                            }
                        }
                    }
                }
                usage.write(to: &writer)
                timing.write(to: &writer)
            }
        }
    }
}

extension JSONWriter {
    fileprivate mutating func states(_ result: EncodeResult, _ embedding: [Float]?) throws {
        guard let embedding else {
            key("hidden_states")
            try result.hiddenStates.withNumbers { numbers in
                try nested(numbers, shape: [result.hiddenStates.shape[0], result.hiddenStates.shape[1]])
            }
            return
        }
        key("embedding")
        embedding.withUnsafeBufferPointer { value($0) }
    }
}
