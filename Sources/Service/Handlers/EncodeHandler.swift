import Engine
import HTTP
import JSON
import Transformer

extension Endpoint {
    static let encode = Endpoint(
        method: .post, pattern: "/encode",
        summary: "Hidden states or embeddings of sequences, and the encoder's attention.",
        fields: EncodeRequest.Fields.all,
        examples: [
            ("embedding", #"{"input": ["attention", "cross"], "pooling": "mean", "normalize": true}"#),
            (
                "maps",
                #"{"input": "attention", "attention": {"layers": [-1], "encoding": "base64", "dtype": "uint8", "reduce": "mean"}}"#
            ),
        ], reply: .json(ValueWriter<EncodeReply>.encode.schema),
        errors: ErrorStatus.withBody + [.queueFull, .deadlineExceeded]
    ) { (context, request) async throws(ServiceError) in try await EncodeHandler(context: context)(request) }
}

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
        let reply = EncodeReply(
            served: served, inputs: inputs, results: results, embeddings: embeddings, format: format, timing: timing)
        reply.count()
        return try .json(.encode, reply)
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
}
