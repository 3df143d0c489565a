import HTTP
import Tasks

extension Endpoint {
    static let translate = Endpoint(
        method: .post, pattern: "/translate",
        summary: "Texts in another language. Also as a form, or with all fields in the query.",
        access: .withKeyInRequest(RequestParameters.apiKey), fields: TranslateRequest.Fields.all,
        examples: [
            ("text", #"{"q": "Attention is all you need.", "source": "en", "target": "fr"}"#),
            ("detected", #"{"q": ["Attention, please.", "42"], "source": "auto", "target": "fr", "alternatives": 2}"#),
        ], reply: .json(ValueWriter<TranslateReply>.translation.schema),
        errors: ErrorStatus.withBody + [.queueFull, .deadlineExceeded]
    ) { (context, request) async throws(ServiceError) in
        let models = try context.models()
        let task = try TranslateRequest(try RequestParameters.json(of: request)).task
        let deadline = context.deadline(of: request)
        var timing = Timing(of: request)
        let plan = try await timing.tokenizing { () async throws(Problem) in
            try await TranslatePlan(
                task, models.translation, maxInputs: context.configuration.largestRequest, deadline: deadline)
        }
        let outcome = try await refusing { () async throws(Problem) in
            try await plan.outcome(of: context.engine, by: deadline)
        }
        timing.add(outcome.times)
        for (model, usage) in outcome.usage { request.record?.count(usage, mapBytes: 0, model: model) }
        let reply = TranslateReply(task: task, outcome: outcome)
        let limit = context.configuration.maxResponseBytes
        guard reply.bytes <= limit else {
            throw .responseTooLarge(
                param: TranslateRequest.Fields.alternatives.name, bytes: reply.bytes, limit: limit,
                remedy: "Ask for fewer alternatives, or send less text.")
        }
        return try .json(.translation, reply)
    }
}
