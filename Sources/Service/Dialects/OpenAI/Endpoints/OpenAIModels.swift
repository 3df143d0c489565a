import HTTP
import Tasks

extension Endpoint {
    static let openAIModels = Endpoint(
        method: .get, pattern: "/v1/models", summary: "What is served, as OpenAI's clients read it.",
        reply: .json(ValueWriter<OpenAIModelList>.list.schema)
    ) { (context, _) throws(ServiceError) in
        let models = try context.models().models.map { OpenAIModel(id: $0.name, created: context.started) }
        return try .json(.list, OpenAIModelList(models: models))
    }

    static let openAIModel = Endpoint(
        method: .get, pattern: "/v1/models/{name}", summary: "One served model, as OpenAI's clients read it.",
        reply: .json(ValueWriter<OpenAIModel>.model.schema), errors: [.notFound]
    ) { (context, request) throws(ServiceError) in
        let models = try context.models()
        let served = try refusing { () throws(Problem) in
            try models.model(named: request.parameters["name"] ?? "")
        }
        return try .json(.model, OpenAIModel(id: served.name, created: context.started))
    }
}
