import HTTP

extension Endpoint {
    static let teiInfo = Endpoint(
        method: .get, pattern: "/tei/info", summary: "The default model and the server's limits.",
        reply: .json(ValueWriter<TEIInfo>.info.schema)
    ) { (context, _) throws(ServiceError) in
        guard let served = try context.models().models.first else { throw .loading }
        return try .json(.info, TEIInfo(served: served, configuration: context.configuration))
    }

    static let teiHealth = Endpoint(
        method: .get, pattern: "/tei/health", summary: "Whether requests are answered.", access: .open,
        isAboutServer: true, reply: .json(ValueWriter<String>.status.schema)
    ) { (context, _) throws(ServiceError) in
        if let error = context.unreadiness { throw error }
        return try .json(.status, "ok")
    }
}

extension ValueWriter<String> {
    fileprivate static let status: ValueWriter = .object([ReplyField("status", .string) { $0 }])
}
