package import Decoding

package enum EngineError: Error, Equatable {
    /// - retryAfter: seconds after which trying again makes sense, from the current rate.
    case queueFull(retryAfter: Int)
    /// The job alone would need more memory than all may have together, `EngineLimits.maxWorkingBytes`.
    case tooLarge(bytes: Int, limit: Int)
    /// The client's task was cancelled.
    case cancelled
    /// The work was not done by the instant that it was given.
    case deadlineExceeded
    /// The engine is stopping and takes no new work.
    case stopped
    /// The model is an encoder; it cannot decode.
    case noDecoder
    /// The system gave the engine no thread to run on.
    case noThread
    /// At some step of a job nothing could be chosen, so that it has no output.
    /// - job: its place among the request's
    case noPossibleToken(NoPossibleToken, job: Int)
    /// A job that would leave the model's vocabulary or positions. Callers check this first, with better words.
    case invalid(message: String)
}
