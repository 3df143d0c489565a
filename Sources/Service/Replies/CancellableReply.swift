import HTTP
import JSON

extension Response {
    /// As `json`, for replies that may be large: given up when the client goes, whose leaving cancels the task.
    /// - write: throws `CancellationError` and nothing else.
    static func cancellableJSON(_ write: (inout JSONWriter) throws -> Void) throws(ServiceError) -> Response {
        do { return try json(write) } catch { throw .clientGone }
    }
}
