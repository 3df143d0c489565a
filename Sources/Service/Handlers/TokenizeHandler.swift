import HTTP
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
        var budget = TextBudget(context.deadline(of: request))
        let fields = try TokenizeRequest(try request.json())
        let served = try models.model(named: fields.model)
        let tokenizer = try served.requireTokenizer(for: "input")
        let languages = try served.check(fields.languages)
        if fields.side == .source, let target = served.targetLanguage(of: languages),
            target.placement.isOutsideOfSource
        {
            let field = LanguageRequest.targetField.name
            throw .noEffect(
                param: field, message: "\(field) has no effect on texts of the source side of the model \(served.name)."
            )
        }
        try checkInputCount(fields.texts.count, limit: context.configuration.largestRequest)
        try budget.spend(
            fields.texts.enumerated().map { (fields.path($0), $1) })
        var tokens: [[Token]] = []
        var size = ReplySize()
        for (index, text) in fields.texts.enumerated() {
            let path = fields.path(index)
            try served.checkLength(of: text, limit: ServedModel.maxTokenizedBytes, path: path)
            try await budget.pause()
            tokens.append(
                tokenizer.encode(
                    text, side: fields.side.textSide, languages: languages,
                    addingSpecialTokens: fields.addSpecialTokens))
            if fields.side == .source {
                try served.refuseLanguage(spelledOutIn: tokens[index], beside: languages, path: path)
            }
            size.add(tokens: tokens[index].count)
            try size.check(
                limit: context.configuration.maxResponseBytes, param: path, remedy: "Send less text in one request.")
        }
        return try .json(.tokenize, TokenizeReply(model: served.name, tokens: tokens))
    }
}
