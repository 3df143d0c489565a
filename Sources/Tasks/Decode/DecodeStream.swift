package import Decoding
import Engine

/// A task to decode that has begun: its tokens as they are chosen, then its outcome.
package struct DecodeStream: Sendable {
    /// What one sequence of an output has come to say.
    package struct Arrival: Sendable {
        package let output: Int
        package let sequence: Int
        package let growth: SequenceGrowth
    }

    let plan: DecodePlan
    /// Ends when the work does, whatever its outcome; needs `outcome` to be awaited meanwhile.
    package let arrivals: AsyncStream<Arrival>
    let engineSide: AsyncStream<Arrival>.Continuation
    let accepted: AcceptedDecoding
    let deadline: Deadline

    /// Cancelling the calling task gives the work up. To be called once.
    package func outcome() async throws(Problem) -> DecodeOutcome {
        defer { engineSide.finish() }
        return await plan.outcome(
            try await onEngine(deadline) { () async throws(EngineError) in try await accepted.results() })
    }

    /// For when nobody will read what comes.
    package func giveUp() { accepted.giveUp() }
}
