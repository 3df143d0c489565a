import HTTP
import Hub
import JSON
import Tasks

/// Why a request gets no result. What each case is as a status, a type and a code stands in
/// `ErrorReply`, and nowhere else.
///
/// `param` is the path of the field at fault: `input[2]`, `attention.layers[0]`.
enum ServiceError: Error, Equatable {
    /// The task that it asks for is not done.
    case task(Problem)
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
    case unknownField(param: String, known: [String])
    case missingField(param: String, expected: String)
    case wrongType(param: String?, value: String, expected: String)
    case outOfRange(param: String?, value: String, expected: String)
    case invalid(param: String?, message: String)
    /// The field is fine, but something else in the request keeps it from having any effect.
    case noEffect(param: String, message: String)
    /// - bytes: the reply's estimated size.
    case responseTooLarge(param: String?, bytes: Int, limit: Int, remedy: String)
    case loading
    /// - model: its name.
    case fetching(model: String, PullProgress)
    case draining
    /// For the health routes alone: requests are answered, but others had better go elsewhere.
    case busy(seconds: Int)
    /// The server ends before a reply that has begun.
    case stopping
    /// What others' servers may have is not to be had here.
    case notOffered(String)
    case missingAPIKey
    case invalidAPIKey

    static func wrongType(_ value: JSONValue, _ param: String?, _ schema: Schema) -> ServiceError {
        .wrongType(param: param, value: value.summary, expected: schema.expectation)
    }

    static func outOfRange(_ value: JSONValue, _ param: String?, _ schema: Schema) -> ServiceError {
        .outOfRange(param: param, value: value.summary, expected: schema.expectation)
    }

    static func invalid(param: String?, _ message: String) -> ServiceError { .invalid(param: param, message: message) }
}
