import HTTP
package import JSON

extension Application {
    /// Asks a route without a socket, so that the command line and the server give the same answers.
    /// - body: for POST; GET without.
    package func respond(to path: String, body: [UInt8]? = nil) async -> LocalReply {
        let request = Request(method: body == nil ? .get : .post, path: path, body: body ?? [])
        let response = await router.respond(to: request)
        return LocalReply(status: response.status, body: response.body.copyOfBytes())
    }
}

/// The answer of a route that was asked in process.
package struct LocalReply: Sendable {
    package let status: Int
    package let body: [UInt8]

    /// The body as JSON; every route answers with JSON.
    package func json() throws(JSONError) -> JSONValue { try JSONDocument(parsing: body).root }
}
