import HTTP
import JSON
import Tokenizers

/// `POST /tokenize`: the ids, texts and offsets of a text's tokens.
struct TokenizeHandler {
    let context: ServiceContext

    func callAsFunction(_ request: Request) async throws(ServiceError) -> Response {
        let models = try context.models()
        let fields = try TokenizeRequest(try request.json())
        let served = try models.model(named: fields.model)
        let tokenizer = try served.requireTokenizer(for: "input")
        try checkInputCount(fields.texts.count, limit: context.configuration.maxInputs)
        let tokens = fields.texts.map {
            tokenizer.encode($0, side: fields.side.textSide, addingSpecialTokens: fields.addSpecialTokens)
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
                        }
                    }
                }
            }
        }
    }
}
