import Glibc
import HTTP
import JSON
import TestSupport

func text(_ text: String, status: Int = 200, headers: [(name: String, value: String)] = []) -> Response {
    var body = OutputBuffer()
    body.append(text)
    return Response(status: status, headers: headers, body: body)
}

/// A router whose refusals say what they refuse.
func router(_ routes: Route...) -> Router {
    router(routes)
}

/// - admission: as of `Router`.
func router(_ routes: [Route], refusals: [RefusalReplies] = [], admission: Admission? = nil) -> Router {
    Router(routes: routes, refusals: [serviceRefusals] + refusals, admission: admission) { failure, _ in
        switch failure {
        case .notFound(let path): text("no \(path)", status: 404)
        case .methodNotAllowed(let method, _): text("no \(method)", status: 405)
        case .malformedPath(let path): text("malformed \(path)", status: 400)
        case .unsupportedContentEncoding(let coding, _): text("no \(coding)", status: 415)
        case .malformedContentEncoding(let coding, _): text("malformed \(coding)", status: 400)
        case .decodedBodyTooLarge: text("too large", status: 413)
        }
    }
}

/// In the service's form.
let serviceRefusals = RefusalReplies { refusal, message in
    let type =
        switch refusal.status {
        case 429: "overloaded"
        case 503: "unavailable"
        default: "invalid_request"
        }
    let headers = refusal.retryAfter.map { [(name: "Retry-After", value: "\($0)")] } ?? []
    return Response.json(status: refusal.status, headers: headers) { writer in
        writer.object { writer in
            writer.key("error")
            writer.object { writer in
                writer.field("type", type)
                writer.field("code", refusal.code)
                writer.key("param")
                writer.null()
                writer.field("message", message)
            }
        }
    }
}

/// Replies with the method, the path and the body of what it got.
let echo: Handler = { request in
    text("\(request.method.rawValue) \(request.path) \(String(decoding: request.body, as: UTF8.self))")
}

/// A handler that works until it is cancelled.
struct Endless {
    let entered = Event(), cancelled = Event()

    var handler: Handler {
        let (entered, cancelled) = (entered, cancelled)
        return { _ in
            entered.happen()
            await withTaskCancellationHandler {
                await cancelled.happened()
            } onCancel: {
                cancelled.happen()
            }
            return text("too late")
        }
    }
}

/// A server on a free port of this machine.
func serve(_ router: Router, configure: (inout ServerConfiguration) -> Void = { _ in }) throws -> Server {
    var configuration = ServerConfiguration()
    configuration.port = 0
    // Busy machines are slow; tests of deadlines set their own.
    configuration.headerTimeout = 300
    configuration.requestTimeout = 300
    configuration.idleTimeout = 300
    configure(&configuration)
    return try Server(configuration: configuration, router: router)
}

/// The first reply that is not a refusal for want of room: the server may not have noticed yet that somebody has left.
func patiently(port: Int, _ request: (Client) -> Void) throws -> Reply {
    for _ in 0..<300_000 {
        let client = try Client(port: port)
        request(client)
        let reply = try client.reply()
        guard reply.status == 503 || reply.status == 429 else { return reply }
        usleep(1000)
    }
    throw ClientError.gaveUp(waitingFor: "room for a request")
}
