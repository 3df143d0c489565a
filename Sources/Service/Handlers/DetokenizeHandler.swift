import HTTP
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
        let budget = TextBudget(context.deadline(of: request))
        let fields = try DetokenizeRequest(try request.json())
        let served = try models.model(named: fields.model)
        let tokenizer = try served.requireTokenizer(for: "input")
        try checkInputCount(fields.input.items.count, limit: context.configuration.largestRequest)
        var size = ReplySize()
        for case .ids(let ids) in fields.input.items { size.add(tokens: ids.count) }
        try size.check(
            limit: context.configuration.maxResponseBytes, param: "input", remedy: "Send fewer ids in one request.")
        let side = fields.side.textSide
        var decoded: [DecodedText] = []
        for (index, item) in fields.input.items.enumerated() {
            try await budget.pause()
            guard case .ids(let ids) = item else { continue }
            let path = fields.input.path(index, in: "input")
            try served.check(ids, against: tokenizer.vocabularySize(side: side), path: path)
            do {
                decoded.append(try tokenizer.decode(ids, side: side))
            } catch {
                throw .invalid(param: path, "\(path) has a token id that stands for nothing in this vocabulary.")
            }
        }
        return try .json(.detokenize, DetokenizeReply(model: served.name, texts: decoded))
    }
}
