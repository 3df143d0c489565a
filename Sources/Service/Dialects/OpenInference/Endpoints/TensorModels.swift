import HTTP
import Tasks

extension Endpoint {
    static let tensorModel = description(at: "/v2/models/{name}")
    static let tensorModelVersion = description(at: "/v2/models/{name}/versions/{version}")
    static let tensorModelReady = readiness(at: "/v2/models/{name}/ready")
    static let tensorModelVersionReady = readiness(at: "/v2/models/{name}/versions/{version}/ready")

    private static func description(at pattern: String) -> Endpoint {
        Endpoint(
            method: .get, pattern: pattern, summary: "The tensors that a model takes and gives.",
            reply: .json(ValueWriter<TensorModelReply>.tensorModel.schema), errors: [.notFound]
        ) { (context, request) throws(ServiceError) in
            try .json(.tensorModel, TensorModelReply(try context.modelOfPath(request)))
        }
    }

    private static func readiness(at pattern: String) -> Endpoint {
        Endpoint(
            method: .get, pattern: pattern, summary: "Whether a model answers.",
            reply: .json(ValueWriter<ServedModel>.readiness.schema), errors: [.notFound]
        ) { (context, request) throws(ServiceError) in try .json(.readiness, try context.modelOfPath(request)) }
    }
}

extension ValueWriter<ServedModel> {
    fileprivate static let readiness: ValueWriter = .object([
        ReplyField("name", .string) { $0.name }, ReplyField("ready", .boolean) { _ in true },
    ])
}

extension ServiceContext {
    /// The model that the path of a request names, and of whose versions it names the only one or none.
    func modelOfPath(_ request: Request) throws(ServiceError) -> ServedModel {
        let models = try models()
        return try refusing { () throws(Problem) in
            let served = try models.model(named: request.parameters["name"] ?? "")
            guard let version = request.parameters["version"], version != ModelVersion.only else { return served }
            throw Problem(
                .unknownModel, Place(.model),
                "The model \(served.name) has no version \"\(version.prefix(64))\"; its only one is \(ModelVersion.only)."
            )
        }
    }
}
