/// What the texts of one request may take of the service. Cutting a text into tokens takes long when it is long, and cannot be
/// interrupted: so all texts together have a limit, others get their turn before each, and a request that nobody waits for any
/// more ends there.
package struct TextBudget {
    /// Bytes of all texts of a request together.
    package static let maxBytes = 4 << 20

    private let deadline: Deadline
    private var bytes = 0

    package init(_ deadline: Deadline) { self.deadline = deadline }

    /// To be called for the texts of a part before the first of them is cut.
    mutating func spend(_ texts: some Sequence<(place: Place, text: String)>) throws(Problem) {
        for (place, text) in texts {
            bytes += text.utf8.count
            guard bytes <= Self.maxBytes else {
                throw Problem(
                    .tooMuchText, place,
                    "Up to \(place) the request has \(bytes) bytes of text; the limit is \(Self.maxBytes) for all texts together. "
                        + "Send several requests.")
            }
        }
    }

    /// To be called before each text is cut, on the request's task.
    /// - Throws: when the time is over, or the client has gone.
    package func pause() async throws(Problem) {
        await Task.yield()
        try deadline.check()
    }
}
