import HTTP
import Tasks

extension Endpoint {
    static let models = Endpoint(
        method: .get, pattern: "/models", summary: "What is served, the default first.",
        reply: .json(ValueWriter<[ModelReply]>.models.schema)
    ) { (context, _) throws(ServiceError) in
        let models = try context.models().models.enumerated().map { (index, served) in
            ModelReply(served: served, isDefault: index == 0, configuration: context.configuration)
        }
        return try .json(.models, models)
    }

    static let model = Endpoint(
        method: .get, pattern: "/models/{name}", summary: "One served model.",
        reply: .json(ValueWriter<ModelReply>.model.schema), errors: [.notFound]
    ) { (context, request) throws(ServiceError) in
        let models = try context.models()
        let served = try refusing { () throws(Problem) in
            try models.model(named: request.parameters["name"] ?? "")
        }
        let isDefault = served.name == models.models.first?.name
        return try .json(
            .model, ModelReply(served: served, isDefault: isDefault, configuration: context.configuration))
    }
}
