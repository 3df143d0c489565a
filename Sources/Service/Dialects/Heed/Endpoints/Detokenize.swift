import HTTP
import Tasks
import Tokenizers

extension Endpoint {
    static let detokenize = Endpoint(
        method: .post, pattern: "/detokenize", summary: "The texts that token ids stand for.",
        fields: DetokenizeRequest.Fields.all, examples: [("ids", #"{"input": [[5, 6, 7], [8]]}"#)],
        reply: .json(ValueWriter<DetokenizeReply>.detokenize.schema), errors: ErrorStatus.withBody
    ) { (context, request) async throws(ServiceError) in try await DetokenizeHandler(context: context)(request) }
}

/// `POST /detokenize`: the text that token ids stand for.
struct DetokenizeHandler {
    let context: ServiceContext

    func callAsFunction(_ request: Request) async throws(ServiceError) -> Response {
        let models = try context.models()
        let deadline = context.deadline(of: request)
        let task = try DetokenizeRequest(try request.json()).task
        let plan = try refusing { () throws(Problem) in
            try DetokenizePlan(
                task, try models.model(named: task.model), maxInputs: context.configuration.largestRequest,
                deadline: deadline)
        }
        var size = ReplySize()
        for ids in task.lists { size.add(tokens: ids.count) }
        try size.check(
            limit: context.configuration.maxResponseBytes, param: "input", remedy: "Send fewer ids in one request.")
        var texts: [DecodedText] = []
        for index in task.lists.indices {
            texts.append(try await refusing { () async throws(Problem) in try await plan.text(ofList: index) })
        }
        return try .json(.detokenize, DetokenizeReply(model: plan.served.name, texts: texts))
    }
}
