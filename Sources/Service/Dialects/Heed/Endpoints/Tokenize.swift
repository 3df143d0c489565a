import HTTP
import Tasks
import Tokenizers

extension Endpoint {
    static let tokenize = Endpoint(
        method: .post, pattern: "/tokenize", summary: "The ids, texts and offsets of the tokens of texts.",
        fields: TokenizeRequest.Fields.all, examples: [("texts", #"{"input": ["attention", "cross"]}"#)],
        reply: .json(ValueWriter<TokenizeReply>.tokenize.schema), errors: ErrorStatus.withBody
    ) { (context, request) async throws(ServiceError) in try await TokenizeHandler(context: context)(request) }
}

/// `POST /tokenize`: the ids, texts and offsets of a text's tokens.
struct TokenizeHandler {
    let context: ServiceContext

    func callAsFunction(_ request: Request) async throws(ServiceError) -> Response {
        let models = try context.models()
        let deadline = context.deadline(of: request)
        let task = try TokenizeRequest(try request.json()).task
        let plan = try refusing { () throws(Problem) in
            try TokenizePlan(
                task, try models.model(named: task.model), maxInputs: context.configuration.largestRequest,
                deadline: deadline)
        }
        var tokens: [[Token]] = []
        var size = ReplySize()
        for index in task.texts.indices {
            let own = try await refusing { () async throws(Problem) in try await plan.tokens(ofText: index) }
            size.add(tokens: own.count)
            try size.check(
                limit: context.configuration.maxResponseBytes, param: Dialect.heed.path(task.place(ofText: index)),
                remedy: "Send less text in one request.")
            tokens.append(own)
        }
        return try .json(.tokenize, TokenizeReply(model: plan.served.name, tokens: tokens))
    }
}
