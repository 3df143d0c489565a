import HTTP
import Tasks

extension Endpoint {
    static let decode = Endpoint(
        method: .post, pattern: "/decode",
        summary: "Generated or scored sequences, and every attention behind them.",
        fields: DecodeRequest.Fields.all,
        examples: [
            ("plain", #"{"input": "attention"}"#), ("maps", #"{"input": "attention", "attention": true}"#),
            (
                "beams",
                #"{"input": "read", "num_beams": 4, "num_return_sequences": 2, "top_logprobs": 2, "max_new_tokens": 16}"#
            ),
            ("stream", #"{"input": "attention", "stream": true, "num_beams": 1}"#),
            ("scoring", #"{"input": "read", "target": ["R EH D"], "attention": {"maps": ["cross"]}}"#),
        ], reply: .jsonOrEvents(ValueWriter<DecodeReply>.decode.schema),
        errors: ErrorStatus.withBody + [.queueFull, .deadlineExceeded]
    ) { (context, request) async throws(ServiceError) in try await DecodeHandler(context: context)(request) }
}

/// `POST /decode`: generated or scored sequences, and every attention behind them.
struct DecodeHandler {
    let context: ServiceContext

    func callAsFunction(_ request: Request) async throws(ServiceError) -> Response {
        let models = try context.models()
        let fields = try DecodeRequest(try request.json())
        let deadline = context.deadline(of: request)
        var timing = Timing(of: request)
        let served = try refusing { () throws(Problem) in try models.model(named: fields.task.model) }
        let plan = try await timing.tokenizing { () async throws(Problem) in
            try await DecodePlan(
                fields.task, served, maxInputs: context.configuration.largestRequest, deadline: deadline)
        }
        let limit = context.configuration.maxResponseBytes
        let expected = plan.outputLengths.map { Array(repeating: $0, count: plan.sequencesEach) }
        try DecodeReply.checkSize(of: plan, lengths: expected, fields.format, limit: limit)
        if fields.task.isStreamed {
            return try await DecodeEvents(plan, fields.format, timing, context).response(to: request)
        }
        let outcome = try await refusing { () async throws(Problem) in
            try await plan.outcome(of: context.engine, by: deadline)
        }
        // An output may be longer than was expected of it when the client set no limit of its own.
        try DecodeReply.checkSize(of: plan, lengths: outcome.lengths, fields.format, limit: limit)
        timing.add(outcome.times)
        request.record?.count(outcome.usage, mapBytes: outcome.mapBytes, model: served.name)
        return try .json(.decode, DecodeReply(plan: plan, outcome: outcome, format: fields.format, timing: timing))
    }
}
