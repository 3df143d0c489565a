import HTTP

extension Endpoint {
    static let inferenceServer = server(at: "/v2")
    /// As clients ask that join addresses with a slash.
    static let inferenceServerWithSlash = server(at: "/v2/")

    private static func server(at pattern: String) -> Endpoint {
        Endpoint(
            method: .get, pattern: pattern, summary: "The server, and what it has of the protocol.", access: .open,
            isAboutServer: true, reply: .json(ValueWriter<Void>.inferenceServer.schema)
        ) { (_, _) throws(ServiceError) in try .json(.inferenceServer, ()) }
    }

    static let inferenceLive = Endpoint(
        method: .get, pattern: "/v2/health/live", summary: "Whether the process works.", access: .open,
        isAboutServer: true, reply: .json(ValueWriter<Bool>.live.schema)
    ) { (_, _) throws(ServiceError) in try .json(.live, true) }

    static let inferenceReady: Endpoint = Endpoint(
        method: .get, pattern: "/v2/health/ready", summary: "Whether requests are answered.", access: .open,
        isAboutServer: true, reply: .health(ValueWriter<InferenceReadiness>.readiness.schema)
    ) { (context, _) throws(ServiceError) in
        guard let error = context.unreadiness else { return try .json(.readiness, InferenceReadiness()) }
        let reply = ErrorReply(error, .openInference)
        return try .json(
            .readiness, InferenceReadiness(reason: reply.message), status: reply.status, headers: reply.headers)
    }
}

private struct InferenceReadiness {
    /// nil: it is ready.
    var reason: String?
}

extension ValueWriter<InferenceReadiness> {
    fileprivate static let readiness: ValueWriter = .object([
        ReplyField("ready", .boolean) { $0.reason == nil },
        .optional("error", .string, "Why it is not ready.") { $0.reason },
    ])
}

extension ValueWriter<Bool> {
    fileprivate static let live: ValueWriter = .object([ReplyField("live", .boolean) { $0 }])
}

extension ValueWriter<Void> {
    fileprivate static let inferenceServer: ValueWriter = .object([
        ReplyField("name", .string) { "heed" },
        ReplyField("version", .string) { Release.version },
        ReplyField("extensions", .array(of: .string)) { ["binary_tensor_data"] },
    ])
}
