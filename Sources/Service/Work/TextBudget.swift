/// What the texts of one request may take of the service. Cutting a text into tokens takes long when it is long, and cannot be
/// interrupted: so others get their turn before each, a request that nobody waits for any more ends there, and all texts together
/// have a limit.
struct TextBudget {
    /// Bytes of all texts of a request together.
    static let maxBytes = 4 << 20

    private let deadline: Deadline
    private var bytes = 0

    init(_ deadline: Deadline) { self.deadline = deadline }

    /// To be called before a text is cut, on the request's task.
    /// - Throws: when the limit is reached, the time is over, or the client has gone.
    mutating func spend(_ text: String, path: String) async throws(ServiceError) {
        bytes += text.utf8.count
        guard bytes <= Self.maxBytes else {
            throw .tooMuchText(param: path, bytes: bytes, limit: Self.maxBytes)
        }
        await Task.yield()
        try deadline.check()
    }

    /// As `spend`, for what is no text but work of the same kind.
    func pause() async throws(ServiceError) {
        await Task.yield()
        try deadline.check()
    }
}
