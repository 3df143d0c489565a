import HTTP
import JSON

extension Response {
    /// A reply of one declared value, given up when the client goes, whose leaving cancels the task.
    static func json<Value>(
        _ type: ValueWriter<Value>, _ value: Value, status: Int = 200, headers: [(name: String, value: String)] = []
    ) throws(ServiceError) -> Response {
        // Writers throw nothing but that they were cancelled.
        do { return try json(status: status, headers: headers) { try type.write(value, &$0) } } catch {
            throw .task(.cancelled)
        }
    }
}
