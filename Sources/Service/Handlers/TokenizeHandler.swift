import HTTP
import JSON
import Tokenizers

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
        var tokens: [[Token]] = []
        var size = ReplySize()
        for (index, text) in fields.texts.enumerated() {
            let path = fields.texts.count == 1 ? "input" : "input[\(index)]"
            try served.checkLength(of: text, limit: ServedModel.maxTokenizedBytes, path: path)
            try await budget.spend(text, path: path)
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
        return Response.json { writer in
            writer.object { writer in
                writer.field("model", served.name)
                writer.key("outputs")
                writer.array { writer in
                    for (index, tokens) in tokens.enumerated() {
                        writer.object { writer in
                            writer.field("index", index)
                            writer.key("tokens")
                            writer.tokens(tokens.map(TokenLabel.init))
                            writer.unknownTokens(tokens.count(where: \.isUnknown))
                        }
                    }
                }
            }
        }
    }
}
