/// Work that the engine has taken.
struct AcceptedWork: Sendable {
    let ticket: Ticket
    let queue: WorkQueue

    /// Waits for the results. To be called once. Cancelling the calling task gives the work up within one step.
    func results() async throws(EngineError) -> [WorkResult] {
        let outcome = await withTaskCancellationHandler {
            await withCheckedContinuation { ticket.wait(on: $0) }
        } onCancel: {
            giveUp()
        }
        return try outcome.get()
    }

    func giveUp() {
        if ticket.cancel() { queue.wake() }
    }
}

/// Decoding that the engine has taken and whose results are still to come. Letting go of it gives the work up within one step.
package final class AcceptedDecoding: Sendable {
    private let work: AcceptedWork

    init(_ work: AcceptedWork) { self.work = work }

    deinit { work.giveUp() }

    /// Waits for the results, in the jobs' order. To be called once. Cancelling the calling task gives the work up within one step.
    package func results() async throws(EngineError) -> [DecodeResult] {
        try await work.results().compactMap { if case .decoded(let result) = $0 { result } else { nil } }
    }
}
