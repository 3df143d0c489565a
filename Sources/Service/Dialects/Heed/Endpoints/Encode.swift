import HTTP
import Tasks

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
        let deadline = context.deadline(of: request)
        var timing = Timing(of: request)
        let served = try refusing { () throws(Problem) in try models.model(named: fields.task.model) }
        let plan = try await timing.tokenizing { () async throws(Problem) in
            try await EncodePlan(
                fields.task, served, maxInputs: context.configuration.largestRequest, deadline: deadline)
        }
        try EncodeReply.checkSize(of: plan, fields.format, limit: context.configuration.maxResponseBytes)
        let outcome = try await refusing { () async throws(Problem) in
            try await plan.outcome(of: context.engine, by: deadline)
        }
        timing.add(outcome.times)
        request.record?.count(outcome.usage, mapBytes: outcome.mapBytes, model: served.name)
        return try .json(.encode, EncodeReply(plan: plan, outcome: outcome, format: fields.format, timing: timing))
    }
}
