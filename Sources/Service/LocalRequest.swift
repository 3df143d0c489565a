import HTTP
package import JSON
import Synchronization

extension Application {
    /// Asks a route without a socket, so that the command line and the server give the same answers.
    /// - body: for POST; GET without.
    package func respond(to path: String, body: [UInt8]? = nil) async -> LocalReply {
        let request = Request(method: body == nil ? .get : .post, path: path, body: body ?? [])
        let response = await router.respond(to: request)
        guard let stream = response.stream else {
            return LocalReply(status: response.status, body: response.body.copyOfBytes())
        }
        let collected = CollectedBody()
        await stream.write(collected)
        return LocalReply(status: response.status, body: collected.bytes)
    }
}

/// A body that is written bit by bit, in one piece.
private final class CollectedBody: BodySink {
    private let state = Mutex<[UInt8]>([])

    var bytes: [UInt8] { state.withLock { $0 } }

    func write(_ part: borrowing OutputBuffer) -> Bool {
        let part = part.copyOfBytes()
        state.withLock { $0 += part }
        return true
    }

    func end(_ part: consuming OutputBuffer) -> Bool { write(part) }
}

/// The answer of a route that was asked in process.
package struct LocalReply: Sendable {
    package let status: Int
    package let body: [UInt8]

    package init(status: Int, body: [UInt8]) {
        self.status = status
        self.body = body
    }

    /// The body as JSON; every route answers with JSON, unless a stream was asked for.
    package func json() throws(JSONError) -> JSONValue { try JSONDocument(parsing: body).root }
}
