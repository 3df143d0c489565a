import Decoding
import HTTP
import Hub
import JSON

/// Why a request gets no result. What each case is as a status, a type and a code stands in `ErrorReply` below, and nowhere else.
///
/// `param` is the path of the field at fault: `input[2]`, `attention.layers[0]`.
enum ServiceError: Error, Equatable {
    case notJSON(message: String)
    case malformedPath(String)
    case unsupportedContentEncoding(String, accepted: String)
    case malformedContentEncoding(String, reason: String)
    case decodedBodyTooLarge(limit: Int)
    /// Refused before it is parsed, which takes many times the memory of the text.
    /// - name: what there is too much of: "values", "arrays", "objects"
    case tooManyValues(name: String, count: Int, limit: Int)
    case routeNotFound(path: String)
    case methodNotAllowed(method: String, allowed: [Request.Method])
    case modelNotFound(name: String, known: [String])
    case unknownField(param: String, known: [String])
    case missingField(param: String, expected: String)
    case wrongType(param: String?, value: String, expected: String)
    case outOfRange(param: String?, value: String, expected: String)
    case invalid(param: String?, message: String)
    /// The field is fine, but something else in the request keeps it from having any effect.
    case noEffect(param: String, message: String)
    case notAvailable(param: String, message: String)
    case tooManyInputs(param: String, count: Int, limit: Int)
    case inputTooLong(param: String, tokens: Int, limit: Int)
    /// Refused before it is cut into tokens, which for a long text takes long.
    case textTooLong(param: String, bytes: Int, limit: Int)
    /// - bytes: of all texts up to the one at fault.
    case tooMuchText(param: String, bytes: Int, limit: Int)
    /// Text was sent to, or asked of, a model that knows token ids only.
    /// - reason: why there is none, as the tokenizers say it.
    case noTokenizer(param: String, model: String, reason: String)
    case noDecoder(model: String)
    /// At some step of an output no token could be chosen.
    case noPossibleToken(NoPossibleToken, output: Int)
    /// - bytes: the reply's estimated size.
    case responseTooLarge(param: String?, bytes: Int, limit: Int, remedy: String)
    /// - bytes: the memory that one of its sequences would need, estimated.
    case workTooLarge(bytes: Int, limit: Int)
    case queueFull(retryAfter: Int)
    case loading
    /// - model: its name.
    case fetching(model: String, PullProgress)
    case draining
    /// The server ends before a reply that has begun.
    case stopping
    case clientGone
    case missingAPIKey
    case invalidAPIKey
    case deadlineExceeded(seconds: Double)
    /// A defect of ours, never the client's doing.
    case internalDefect(message: String)

    static func wrongType(_ value: JSONValue, _ param: String?, _ schema: Schema) -> ServiceError {
        .wrongType(param: param, value: value.summary, expected: schema.expectation)
    }

    static func outOfRange(_ value: JSONValue, _ param: String?, _ schema: Schema) -> ServiceError {
        .outOfRange(param: param, value: value.summary, expected: schema.expectation)
    }

    static func invalid(param: String?, _ message: String) -> ServiceError { .invalid(param: param, message: message) }
}

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

    init(_ error: ServiceError) {
        switch error {
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
        case .modelNotFound(let name, let known):
            let names = known.joined(separator: ", ")
            self.init(
                404, .invalidRequest, "model_not_found", "model",
                "There is no model \"\(name.prefix(200))\". Served here: \(names).")
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
        case .notAvailable(let param, let message):
            self.init(422, .invalidRequest, "not_available", param, message)
        case .tooManyInputs(let param, let count, let limit):
            self.init(
                422, .invalidRequest, "too_many_inputs", param,
                "\(param) has \(count) sequences; one request may have at most \(limit). Send several requests.")
        case .inputTooLong(let param, let tokens, let limit):
            self.init(
                422, .invalidRequest, "input_too_long", param,
                "\(param) has \(tokens) tokens; the limit is \(limit)."
                    + (param.hasPrefix("input") ? " Shorten it, or send \"overflow\": \"truncate\"." : " Shorten it."))
        case .textTooLong(let param, let bytes, let limit):
            self.init(
                422, .invalidRequest, "text_too_long", param,
                "\(param) has \(bytes) bytes of text; the limit is \(limit). Send it in parts.")
        case .tooMuchText(let param, let bytes, let limit):
            self.init(
                422, .invalidRequest, "too_much_text", param,
                "Up to \(param) the request has \(bytes) bytes of text; the limit is \(limit) for all texts together. Send "
                    + "several requests.")
        case .noTokenizer(let param, let model, let reason):
            self.init(
                422, .invalidRequest, "no_tokenizer", param,
                "Model \"\(model)\": \(reason).")
        case .noDecoder(let model):
            self.init(
                422, .invalidRequest, "no_decoder", "model",
                "The model \"\(model)\" has an encoder only; it cannot decode. Use /encode.")
        case .noPossibleToken(let failure, let output):
            let cause =
                switch failure.cause {
                case .modelsLogits: "the model's own logits are not numbers or are all -infinity."
                case .options:
                    "the options of the request and the model's own (GET /models) ban every token. Look at bad_words, "
                        + "no_repeat_ngram_size, min_new_tokens and forced_eos_token_id."
                }
            self.init(
                422, .invalidRequest, "no_possible_token", nil,
                "outputs[\(output)] has nothing to choose from after \(failure.outputTokens) tokens: \(cause)")
        case .responseTooLarge(let param, let bytes, let limit, let remedy):
            self.init(
                413, .invalidRequest, "response_too_large", param,
                "The reply would have about \(bytes) bytes; the limit (max_response_bytes) is \(limit). \(remedy)")
        case .workTooLarge(let bytes, let limit):
            self.init(
                413, .invalidRequest, "work_too_large", nil,
                "One of the sequences would need up to \(bytes) bytes of memory while it is computed; the limit "
                    + "(max_working_bytes) is \(limit). Send a smaller max_new_tokens or num_beams, a shorter input, or ask for "
                    + "fewer attention.maps and attention.layers.")
        case .queueFull(let retryAfter):
            self.init(
                429, .overloaded, "queue_full", nil, "The queue is full. Try again in \(retryAfter) seconds.")
            headers = [("Retry-After", "\(retryAfter)")]
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
        case .stopping:
            self.init(503, .unavailable, "stopping", nil, "The server stopped before the reply was complete.")
        case .clientGone:
            self.init(503, .unavailable, "cancelled", nil, "The request was given up because its client had gone.")
        case .missingAPIKey:
            self.init(
                401, .unauthorized, "missing_api_key", nil, "An API key is needed: send Authorization: Bearer KEY.")
            headers = [("WWW-Authenticate", #"Bearer realm="heed""#)]
        case .invalidAPIKey:
            self.init(
                401, .unauthorized, "invalid_api_key", nil, "The API key is not one of those that are known here.")
            headers = [("WWW-Authenticate", #"Bearer realm="heed", error="invalid_token""#)]
        case .deadlineExceeded(let seconds):
            self.init(504, .timeout, "deadline_exceeded", nil, "The request was not finished after \(seconds) seconds.")
        case .internalDefect(let message):
            self.init(500, .internalError, "internal_error", nil, "A defect of the server: \(message)")
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

    func response() -> Response { Response.json(status: status, headers: headers) { write(to: &$0) } }

    func write(to writer: inout JSONWriter) { ValueWriter<ErrorReply>.error.writeSmall(self, &writer) }
}

extension ValueWriter<ErrorReply> {
    /// One shape on every route.
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
