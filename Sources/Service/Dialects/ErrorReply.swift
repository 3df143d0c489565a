import HTTP
import Hub
import JSON
import Tasks

/// What a client sees of an error.
struct ErrorReply {
    /// What the client can do about it: mend the request, come back later, or tell us.
    enum Kind: String, CaseIterable {
        case invalidRequest = "invalid_request"
        case overloaded, unavailable, timeout, unauthorized
        case internalError = "internal_error"
    }

    let status: Int
    let kind: Kind
    let code: String
    let param: String?
    let message: String
    var headers: [(name: String, value: String)] = []

    private init(_ status: Int, _ kind: Kind, _ code: String, _ param: String?, _ message: String) {
        self.status = status
        self.kind = kind
        self.code = code
        self.param = param
        self.message = message
    }

    /// - dialect: whose client gets it
    init(_ error: ServiceError, _ dialect: Dialect = .heed) {
        switch error {
        case .task(let problem): self.init(problem, dialect)
        case .notJSON(let message):
            self.init(400, .invalidRequest, "invalid_json", nil, message)
        case .malformedPath(let path):
            self.init(
                400, .invalidRequest, "malformed_path", nil,
                "The path \(path.prefix(200)) is not percent-encoded UTF-8.")
        case .unsupportedContentEncoding(let coding, let accepted):
            self.init(
                415, .invalidRequest, "unsupported_content_encoding", nil,
                "The Content-Encoding \"\(coding.prefix(200))\" of the body is not read here; send it as it is, or as one of: \(accepted)."
            )
            headers = [("Accept-Encoding", accepted)]
        case .malformedContentEncoding(let coding, let reason):
            self.init(
                400, .invalidRequest, "malformed_content_encoding", nil,
                "The body is not \(coding), which its Content-Encoding says that it is: \(reason).")
        case .decodedBodyTooLarge(let limit):
            self.init(
                413, .invalidRequest, "body_too_large", nil,
                "Without its Content-Encoding the request body is larger than \(limit) bytes.")
        case .tooManyValues(let name, let count, let limit):
            self.init(
                413, .invalidRequest, "too_many_values", nil,
                "The body has about \(count) JSON \(name); a request may have \(limit). Send several requests.")
        case .routeNotFound(let path):
            self.init(404, .invalidRequest, "route_not_found", nil, "There is no route \(path.prefix(200)).")
        case .methodNotAllowed(let method, let allowed):
            let methods = allowed.map(\.rawValue).joined(separator: ", ")
            self.init(405, .invalidRequest, "method_not_allowed", nil, "\(method) is not allowed here; use \(methods).")
        case .unknownField(let param, let known):
            self.init(
                422, .invalidRequest, "unknown_field", param,
                "There is no field \(param). \(Spelling.hint(param, known))")
        case .missingField(let param, let expected):
            self.init(422, .invalidRequest, "missing_field", param, "\(param) is missing; it must be \(expected).")
        case .wrongType(let param, let value, let expected):
            let name = param ?? "The body"
            self.init(422, .invalidRequest, "wrong_type", param, "\(name) must be \(expected), not \(value).")
        case .outOfRange(let param, let value, let expected):
            let name = param ?? "The body"
            self.init(422, .invalidRequest, "out_of_range", param, "\(name) must be \(expected), not \(value).")
        case .invalid(let param, let message):
            self.init(422, .invalidRequest, "invalid_value", param, message)
        case .noEffect(let param, let message):
            self.init(422, .invalidRequest, "option_without_effect", param, message)
        case .responseTooLarge(let param, let bytes, let limit, let remedy):
            self.init(
                413, .invalidRequest, "response_too_large", param,
                "The reply would have about \(bytes) bytes; the limit (max_response_bytes) is \(limit). \(remedy)")
        case .loading:
            self.init(503, .unavailable, "loading", nil, "The models are still being loaded. Nothing was done.")
            headers = [("Retry-After", "1")]
        case .fetching(let model, let progress):
            self.init(
                503, .unavailable, "loading", nil,
                "The model \"\(model)\" is being fetched: \(ByteCount(progress.bytes)) of \(ByteCount(progress.totalBytes)) and "
                    + "\(progress.files) of \(progress.totalFiles) files are there. Nothing was done.")
            headers = [("Retry-After", "10")]
        case .draining:
            self.init(503, .unavailable, "draining", nil, "The server is shutting down. Nothing was done.")
            headers = [("Retry-After", "1")]
        case .busy(let seconds):
            self.init(503, .unavailable, "busy", nil, "The queue has been half full or more for \(seconds) seconds.")
            headers = [("Retry-After", "1")]
        case .stopping:
            self.init(503, .unavailable, "stopping", nil, "The server stopped before the reply was complete.")
        case .notOffered(let message): self.init(403, .invalidRequest, "not_offered", nil, message)
        case .missingAPIKey:
            self.init(
                401, .unauthorized, "missing_api_key", nil, "An API key is needed: send Authorization: Bearer KEY.")
            headers = [("WWW-Authenticate", #"Bearer realm="heed""#)]
        case .invalidAPIKey:
            self.init(
                401, .unauthorized, "invalid_api_key", nil, "The API key is not one of those that are known here.")
            headers = [("WWW-Authenticate", #"Bearer realm="heed", error="invalid_token""#)]
        }
    }

    private init(_ problem: Problem, _ dialect: Dialect) {
        let (status, kind, code): (Int, Kind, String) =
            switch problem.kind {
            case .unknownModel: (404, .invalidRequest, "model_not_found")
            case .outOfRange: (422, .invalidRequest, "out_of_range")
            case .invalid: (422, .invalidRequest, "invalid_value")
            case .noEffect: (422, .invalidRequest, "option_without_effect")
            case .notAvailable: (422, .invalidRequest, "not_available")
            case .tooManyInputs: (422, .invalidRequest, "too_many_inputs")
            case .inputTooLong: (422, .invalidRequest, "input_too_long")
            case .textTooLong: (422, .invalidRequest, "text_too_long")
            case .tooMuchText: (422, .invalidRequest, "too_much_text")
            case .noTokenizer: (422, .invalidRequest, "no_tokenizer")
            case .noDecoder: (422, .invalidRequest, "no_decoder")
            case .noPooling: (422, .invalidRequest, "no_pooling")
            case .noPossibleToken: (422, .invalidRequest, "no_possible_token")
            case .workTooLarge: (413, .invalidRequest, "work_too_large")
            case .queueFull: (429, .overloaded, "queue_full")
            case .stopped: (503, .unavailable, "draining")
            case .cancelled: (503, .unavailable, "cancelled")
            case .deadlineExceeded: (504, .timeout, "deadline_exceeded")
            case .defect: (500, .internalError, "internal_error")
            }
        let advice = dialect.advice(problem.kind).map { " " + $0 } ?? ""
        self.init(status, kind, code, problem.place.flatMap(dialect.path), dialect.spell(problem.message) + advice)
        switch problem.kind {
        case .queueFull(let seconds): headers = [("Retry-After", "\(seconds)")]
        case .stopped: headers = [("Retry-After", "1")]
        default: break
        }
    }

    /// Of a request that no handler sees.
    init(_ refusal: Refusal, message: String) {
        let kind: Kind =
            switch refusal.status {
            case 429: .overloaded
            case 503: .unavailable
            default: .invalidRequest
            }
        self.init(refusal.status, kind, refusal.code, nil, message)
        if let seconds = refusal.retryAfter { headers = [("Retry-After", "\(seconds)")] }
    }

    func write(to writer: inout JSONWriter) { ValueWriter<ErrorReply>.error.writeSmall(self, &writer) }
}

extension ValueWriter<ErrorReply> {
    /// One shape on every route of our own.
    static let error: ValueWriter = .object([
        ReplyField(
            "error",
            .object([
                ReplyField("type", .choice()) { $0.kind },
                ReplyField("code", .string, "What went wrong, for programs.") { $0.code },
                ReplyField("param", .nullable(.string), "The path of the field at fault: input[2].") { $0.param },
                ReplyField("message", .string, "The same for people.") { $0.message },
            ])
        ) { $0 }
    ])
}
