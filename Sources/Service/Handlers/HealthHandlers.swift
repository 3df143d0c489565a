import HTTP
import JSON

/// `GET /health/live`: the process answers.
struct LivenessHandler {
    func callAsFunction(_ request: Request) async throws(ServiceError) -> Response { health("ok") }
}

/// `GET /health/ready` and `GET /health`: whether requests are answered; 503 with the reason while they are not.
struct ReadinessHandler {
    let context: ServiceContext

    func callAsFunction(_ request: Request) async throws(ServiceError) -> Response {
        guard let error = context.unreadiness else { return health("ok") }
        let reply = ErrorReply(error)
        return health(reply.code, status: reply.status, reason: reply.message)
    }
}

private func health(_ status: String, status code: Int = 200, reason: String? = nil) -> Response {
    Response.json(status: code) { writer in
        writer.object { writer in
            writer.field("status", status)
            if let reason { writer.field("reason", reason) }
        }
    }
}
