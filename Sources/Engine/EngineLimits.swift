/// What the engine holds at most.
package struct EngineLimits: Sendable {
    /// Sequences waiting to start, over all models; beyond it, `queueFull`.
    package var maxQueuedSequences = 1024
    /// Tokens of the sequences waiting to start; beyond it, `queueFull`. A request that alone has more is taken when none waits.
    package var maxQueuedTokens = 262_144
    /// Tokens that one encoder pass takes together, and rows that one decoder step may hold. A longer single sequence still runs, alone.
    package var maxBatchTokens = 4096
    /// Sequences decoding at once.
    package var maxRunningSequences = 128
    /// Bytes that sequences may hold together while they are computed, models aside; one that alone would need more is refused.
    package var maxWorkingBytes = 2 << 30

    package init() {}
}
