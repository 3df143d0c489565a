import Decoding
import Engine
import HTTP
import JSON
import Transformer

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
        let served = try models.model(named: fields.model)
        let limit = context.configuration.maxResponseBytes
        var timing = Timing(of: request)
        let plan = try await timing.tokenizing { () async throws(ServiceError) in
            try await DecodePlan(
                fields, served, maxInputs: context.configuration.largestRequest, deadline: context.deadline(of: request)
            )
        }
        let copies = fields.target == nil ? plan.options.numReturnSequences : 1
        try plan.checkReplySize(plan.outputLengths.map { Array(repeating: $0, count: copies) }, limit: limit)

        if fields.streams { return try await DecodeStream(served, plan, timing, context).response(to: request) }
        let (engine, jobs) = (context.engine, plan.jobs)
        let results = try await context.run(for: request) { (deadline) async throws(EngineError) in
            try await engine.decode(jobs, deadline: deadline)
        }
        // An output may be longer than was expected of it when the client set no limit of its own.
        try plan.checkReplySize(results.map { $0.sequences.map(\.decoded.tokens.count) }, limit: limit)
        for result in results { timing.add(result.times) }
        return try .json(.decode, DecodeReply(served: served, plan: plan, results: results, timing: timing))
    }
}
