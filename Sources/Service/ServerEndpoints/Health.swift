import HTTP

extension Endpoint {
    static let health = readiness(at: "/health", "The same as /health/ready.")
    static let ready = readiness(at: "/health/ready", "Whether requests are answered.")

    static let live = Endpoint(
        method: .get, pattern: "/health/live", summary: "Whether the process works.", access: .open,
        isAboutServer: true, reply: .health(ValueWriter<Health>.health.schema)
    ) { (_, _) throws(ServiceError) in try .json(.health, Health(status: "ok")) }

    /// 503 with the reason while requests are not answered.
    private static func readiness(at pattern: String, _ summary: String) -> Endpoint {
        Endpoint(
            method: .get, pattern: pattern, summary: summary, access: .open, isAboutServer: true,
            reply: .health(ValueWriter<Health>.health.schema)
        ) { (context, _) throws(ServiceError) in
            let load = LoadReport(context)
            guard let error = context.unreadiness else { return try .json(.health, Health(status: "ok", load: load)) }
            let reply = ErrorReply(error)
            return try .json(
                .health, Health(status: reply.code, reason: reply.message, load: load), status: reply.status)
        }
    }
}

private struct Health {
    let status: String
    var reason: String?
    var load: LoadReport?
}

extension ValueWriter<Health> {
    fileprivate static let health: ValueWriter = .object([
        ReplyField("status", .string) { $0.status },
        .optional("reason", .string, "Why it is not ready.") { $0.reason },
        .optional("load", .load, "What waits and runs, and how much may; of readiness only.") { $0.load },
    ])
}
