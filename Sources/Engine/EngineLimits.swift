/// What the engine holds at most.
package struct EngineLimits: Sendable {
    /// Sequences waiting to start, over all models; beyond it, `queueFull`.
    package var maxQueuedSequences = 1024
    /// Cost of the inputs waiting to start, in tokens; beyond it, `queueFull`. A request that alone costs more is taken when none
    /// waits.
    package var maxQueuedTokens = 262_144
    /// Cost of the inputs that one encoder pass takes together, in tokens, and rows that one decoder step may hold. A single sequence
    /// that costs more still runs, alone.
    package var maxBatchTokens = 4096
    /// Sequences decoding at once.
    package var maxRunningSequences = 128
    /// Bytes that sequences may hold together while they are computed, models aside; one that alone would need more is refused.
    package var maxWorkingBytes = 2 << 30

    package init() {}
}
