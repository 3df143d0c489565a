import HTTP
import JSON

extension Request {
    /// The body as JSON. The values keep the document alive.
    func json() throws(ServiceError) -> JSONValue {
        guard !body.isEmpty else { throw .notJSON(message: "The body is empty; it must be a JSON object.") }
        try body.span.withUnsafeBytes { bytes throws(ServiceError) in try JSONCensus(of: bytes).check() }
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

extension JSONCensus {
    /// What a request may hold: far more than any that is served needs, and little enough that its tree stays below some 200 MB.
    static let limits: [(name: String, count: any KeyPath<JSONCensus, Int> & Sendable, limit: Int)] = [
        ("values", \.values, 2_000_000), ("arrays", \.arrays, 400_000), ("objects", \.objects, 200_000),
    ]

    func check() throws(ServiceError) {
        for (name, count, limit) in Self.limits where self[keyPath: count] > limit {
            throw .tooManyValues(name: name, count: self[keyPath: count], limit: limit)
        }
    }
}
