import HTTP
import JSON

extension Request {
    /// The body as JSON. The values keep the document alive.
    func json() throws(ServiceError) -> JSONValue {
        guard !body.isEmpty else { throw .notJSON(message: "The body is empty; it must be a JSON object.") }
        do {
            return try JSONDocument(parsing: body).root
        } catch {
            switch error {
            case .syntax(let message, let line, let column, _):
                throw .notJSON(message: "The body is not valid JSON at line \(line), column \(column): \(message).")
            }
        }
    }
}
