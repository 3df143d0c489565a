import HTTP
import Tasks
import Tokenizers

extension Endpoint {
    static let teiTokenize = Endpoint(
        method: .post, pattern: "/tei/tokenize", summary: "The tokens of texts.", fields: TEITokenizeRequest.Fields.all,
        examples: [("texts", #"{"inputs": ["attention", "cross"], "add_special_tokens": false}"#)],
        reply: .json(ValueWriter<[[TEIToken]]>.tokens.schema), errors: ErrorStatus.withBody
    ) { (context, request) async throws(ServiceError) in try await TEITokenizeHandler(context: context)(request) }

    static let teiDecode = Endpoint(
        method: .post, pattern: "/tei/decode", summary: "The texts that token ids stand for.",
        fields: TEIDecodeRequest.Fields.all, examples: [("ids", #"{"ids": [[5, 6, 7], [8]]}"#)],
        reply: .json(ValueWriter<[String]>.array(of: .string).schema), errors: ErrorStatus.withBody
    ) { (context, request) async throws(ServiceError) in try await TEIDecodeHandler(context: context)(request) }
}

struct TEITokenizeHandler {
    let context: ServiceContext

    func callAsFunction(_ request: Request) async throws(ServiceError) -> Response {
        let models = try context.models()
        let deadline = context.deadline(of: request)
        let task = try TEITokenizeRequest(try request.json()).task
        let plan = try refusing { () throws(Problem) in
            try TokenizePlan(
                task, try models.model(named: nil), maxInputs: context.configuration.largestRequest, deadline: deadline)
        }
        var tokens: [[TEIToken]] = []
        var size = ReplySize()
        for (index, text) in task.texts.enumerated() {
            let own = try await refusing { () async throws(Problem) in try await plan.tokens(ofText: index) }
            size.add(tokens: own.count)
            try size.check(
                limit: context.configuration.maxResponseBytes, param: Dialect.tei.path(task.place(ofText: index)),
                remedy: "Send less text in one request.")
            let scalars = Array(text.unicodeScalars)
            tokens.append(own.map { TEIToken($0, in: scalars) })
        }
        return try .json(.tokens, tokens)
    }
}

struct TEIDecodeHandler {
    let context: ServiceContext

    func callAsFunction(_ request: Request) async throws(ServiceError) -> Response {
        let models = try context.models()
        let deadline = context.deadline(of: request)
        let task = try TEIDecodeRequest(try request.json()).task
        let plan = try refusing { () throws(Problem) in
            try DetokenizePlan(
                task, try models.model(named: nil), maxInputs: context.configuration.largestRequest, deadline: deadline)
        }
        var size = ReplySize()
        for ids in task.lists { size.add(tokens: ids.count) }
        try size.check(
            limit: context.configuration.maxResponseBytes, param: TEIDecodeRequest.Fields.ids.name,
            remedy: "Send fewer ids in one request.")
        var texts: [String] = []
        for index in task.lists.indices {
            texts.append(try await refusing { () async throws(Problem) in try await plan.text(ofList: index).text })
        }
        return try .json(.array(of: .string), texts)
    }
}
