import Engine
import HTTP
import Synchronization
import Tasks

/// What a request's work has come to, noted while it goes on, for metrics, logs and headers. Nothing that a client wrote is in it,
/// but the request's id.
final class RequestRecord: Sendable {
    struct Contents: Sendable {
        /// nil: nothing was to be cut into tokens.
        var tokenizeSeconds: Double?
        /// nil: the engine has computed nothing for it.
        var engineTimes: StageTimes?
        /// By the name of each served model whose work is done.
        var usage: [(model: String, usage: Usage)] = []
        var mapBytes = 0
        /// Of the error that it was answered with.
        var errorCode: String?

        /// Stages that are over, and how long each took, in seconds.
        var stages: [(name: String, seconds: Double)] {
            var stages: [(String, Double)] = []
            if let engineTimes { stages.append(("queue", engineTimes.queue)) }
            if let tokenizeSeconds { stages.append(("tokenize", tokenizeSeconds)) }
            if let engineTimes { stages += [("encode", engineTimes.encode), ("decode", engineTimes.decode)] }
            return stages
        }
    }

    let id: String
    private let state = Mutex(Contents())

    init(id: String) { self.id = id }

    func update(_ change: (inout Contents) -> Void) { state.withLock { change(&$0) } }
    var contents: Contents { state.withLock { $0 } }

    /// - mapBytes: of the attention maps, as floats.
    func count(_ usage: Usage, mapBytes: Int, model: String) {
        update { contents in
            contents.usage.append((model, usage))
            contents.mapBytes += mapBytes
        }
    }
}

extension Request {
    /// nil when nobody observes it.
    var record: RequestRecord? { attachment as? RequestRecord }
}
