/// Until when a task is worked on, for work that is done outside the engine: its parts look between each other.
package struct Deadline: Sendable {
    package let instant: ContinuousClock.Instant
    /// From the request's arrival.
    package let seconds: Double

    package init(instant: ContinuousClock.Instant, seconds: Double) {
        self.instant = instant
        self.seconds = seconds
    }

    /// Throws when the time is over or the client has gone. To be called on the request's task.
    package func check() throws(Problem) {
        guard !Task.isCancelled else { throw .cancelled }
        guard ContinuousClock.now <= instant else { throw .deadlineExceeded(seconds: seconds) }
    }
}
