/// A request's work whose results are still to come.
struct PendingWork<Value: Sendable>: Sendable {
    let work: [Work]
    let ticket: Ticket<Value>
    let queue: WorkQueue

    func submit() throws(EngineError) { try queue.submit(work) }

    /// Waits for the results. To be called once. Cancelling the calling task gives the work up within one step.
    /// - begin: called first, when cancelling already has its effect.
    func results(after begin: () throws(EngineError) -> Void = {}) async throws(EngineError) -> [Value] {
        let outcome = await withTaskCancellationHandler {
            do throws(EngineError) { try begin() } catch { ticket.fail(error) }
            return await withCheckedContinuation { ticket.wait(on: $0) }
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
    private let work: PendingWork<DecodeResult>

    init(_ work: PendingWork<DecodeResult>) { self.work = work }

    deinit { work.giveUp() }

    /// Ends the work within one step; its outcome is `cancelled`, if it had none.
    package func giveUp() { work.giveUp() }

    /// Waits for the results, in the jobs' order. To be called once. Cancelling the calling task gives the work up within one step.
    package func results() async throws(EngineError) -> [DecodeResult] { try await work.results() }
}
