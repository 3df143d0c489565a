import Engine

/// Tokens that a task used.
package struct Usage: Sendable {
    package var inputTokens = 0
    package var outputTokens = 0
}

extension StageTimes {
    /// Of a task whose sequences are computed side by side: each stage took as long as its slowest.
    init(sideBySide all: [StageTimes]) {
        self.init()
        for times in all {
            queue = max(queue, times.queue)
            encode = max(encode, times.encode)
            decode = max(decode, times.decode)
        }
    }
}

/// Work on the engine.
/// - deadline: that the engine is given
func onEngine<Output>(
    _ deadline: Deadline, _ work: () async throws(EngineError) -> Output
) async throws(Problem) -> Output {
    do throws(EngineError) { return try await work() } catch { throw Problem(error, deadline) }
}
