import HTTP

/// One endpoint of the service, declared once: its route, who may ask, what answers, and what the API description says.
struct Endpoint: Sendable {
    /// Who may ask, where keys are needed.
    enum Access: Sendable {
        case withKey
        /// Who has a key, which may also stand among the fields of the request.
        /// - read: finds it there
        case withKeyInRequest(_ read: @Sendable (Request) -> String?)
        /// Who has a key, or everybody, as `metrics_access` says.
        case metrics
        /// Everybody: balancers have no key, and are told nothing that is worth one.
        case open
    }

    /// What a successful reply holds.
    enum Reply: Sendable {
        case json(ReplySchema)
        /// JSON, or server-sent events that end with the same.
        case jsonOrEvents(ReplySchema)
        /// JSON, in which the status 503 is written, too.
        case health(ReplySchema)
        /// - mediaType: with its parameters
        case text(mediaType: String)
        /// One of files, whose media types with their parameters are these.
        case files(mediaTypes: [String])
        /// The description itself.
        case anyObject
    }

    let method: Request.Method
    /// Of the path: `/models/{name}`.
    let pattern: String
    let summary: String
    var access = Access.withKey
    /// Asked by those who watch over the server, and so answered at once, also while it shuts down; replies whole, and computes
    /// next to nothing.
    var isAboutServer = false
    /// Of the request's body; nil: it has none.
    var fields: [any FieldDeclaration]?
    /// Bodies that the embedded model answers with 200, by a name for each.
    var examples: [(name: String, body: String)] = []
    let reply: Reply
    /// Statuses of errors beside those of every route.
    var errors: [ErrorStatus] = []
    let answer: @Sendable (ServiceContext, Request) async throws(ServiceError) -> Response

    /// Of the server itself, whatever is spoken.
    static let ofServer: [Endpoint] = [.page, .pageFile, .description, .metrics, .health, .ready, .live]

    /// Every endpoint, of dialects that are turned off as well.
    static let all: [Endpoint] = Dialect.all.flatMap(\.endpoints) + ofServer
}

/// When a status of an error comes.
enum ErrorStatus: Int, CaseIterable, Sendable {
    case badRequest = 400
    case unauthorized = 401
    case forbidden = 403
    case notFound = 404
    case requestTimeout = 408
    case tooLarge = 413
    case unsupportedEncoding = 415
    case unprocessable = 422
    case queueFull = 429
    case defect = 500
    case unavailable = 503
    case deadlineExceeded = 504

    /// What any route may answer with.
    static let common: [ErrorStatus] = [.badRequest, .unauthorized, .requestTimeout, .defect, .unavailable]
    static let withBody: [ErrorStatus] = [.notFound, .tooLarge, .unsupportedEncoding, .unprocessable]

    var documentation: String {
        switch self {
        case .badRequest:
            "The body is not JSON, or not in its Content-Encoding, the path is malformed, or the request breaks HTTP."
        case .unauthorized: "API keys are configured, and the request has none of them."
        case .forbidden: "This is not to be had here."
        case .notFound: "There is no such model."
        case .requestTimeout: "The request did not arrive completely in time."
        case .tooLarge: "The body or the reply that was asked for is too large, or the work would take too much memory."
        case .unsupportedEncoding: "The body's Content-Encoding is not read; Accept-Encoding names those that are."
        case .unprocessable:
            "A field is unknown, missing, of the wrong type, out of range, or has no effect with the others."
        case .queueFull: "The queue is full; Retry-After says when to come back."
        case .defect: "A defect of heed."
        case .unavailable: "Loading, draining, or too many requests; no work was done."
        case .deadlineExceeded: "The request was not finished in time."
        }
    }
}
