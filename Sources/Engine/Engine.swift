package import Decoding
package import Tensors
package import Transformer

package struct EngineLimits: Sendable {
    /// Sequences waiting to start, over all models; beyond it, `queueFull`.
    package var maxQueuedSequences = 1024
    /// Rows (tokens of encoder inputs plus decoder rows) that one step may hold.
    package var maxBatchTokens = 4096
    /// Sequences running at once.
    package var maxRunningSequences = 128

    package init() {}
}

package enum EngineError: Error, Equatable {
    /// - retryAfter: seconds after which trying again makes sense.
    case queueFull(retryAfter: Int)
    /// The client's task was cancelled.
    case cancelled
    case stopped
    /// The model is an encoder; it cannot decode.
    case noDecoder
}

/// Seconds that the parts of a request took.
package struct StageTimes: Sendable, Equatable {
    package var queue = 0.0
    package var encode = 0.0
    package var decode = 0.0

    package init() {}
}

package struct EncodeJob: Sendable {
    package var model: Model
    /// One sequence of token ids, already checked against vocabulary and positions. Not empty.
    package var tokens: [Int32]
    package var attention: AttentionSelection

    package init(model: Model, tokens: [Int32], attention: AttentionSelection = .none) {
        self.model = model
        self.tokens = tokens
        self.attention = attention
    }
}

package struct EncodeResult: Sendable {
    /// [tokens, hiddenSize]
    package let hiddenStates: Tensor
    package let attention: AttentionMap?
    package let times: StageTimes
}

package struct DecodeJob: Sendable {
    package var model: Model
    package var tokens: [Int32]
    package var task: DecodingTask
    package var attention: AttentionSelection

    package init(model: Model, tokens: [Int32], task: DecodingTask, attention: AttentionSelection = .none) {
        self.model = model
        self.tokens = tokens
        self.task = task
        self.attention = attention
    }
}

package struct DecodeResult: Sendable {
    package struct Sequence: Sendable {
        package let decoded: DecodedSequence
        /// Queries: the sequence's tokens. Keys: the decoder's inputs, start token first.
        package let decoder: AttentionMap?
        /// Queries: the sequence's tokens. Keys: the source's tokens.
        package let cross: AttentionMap?
    }

    package let sequences: [Sequence]
    package let encoder: AttentionMap?
    package let times: StageTimes
}

/// What the engine is doing, for /metrics and health.
package struct EngineStatus: Sendable, Equatable {
    package var queuedSequences = 0
    package var runningSequences = 0

    package init() {}
}

/// Runs all served models on one inference thread with continuous batching.
package final class Engine: Sendable {
    package init(limits: EngineLimits = EngineLimits()) { fatalError("interface") }

    /// All jobs of a request are admitted together or refused together. Results in the jobs' order. Cancelling the calling task gives
    /// the work up within one step.
    package func encode(_ jobs: [EncodeJob]) async throws(EngineError) -> [EncodeResult] { fatalError("interface") }
    package func decode(_ jobs: [DecodeJob]) async throws(EngineError) -> [DecodeResult] { fatalError("interface") }

    package var status: EngineStatus { fatalError("interface") }

    /// Refuses new work, finishes what was accepted, ends the thread.
    package func stop() async { fatalError("interface") }
}
