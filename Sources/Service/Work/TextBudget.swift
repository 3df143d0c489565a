/// What the texts of one request may take of the service. Cutting a text into tokens takes long when it is long, and cannot be
/// interrupted: so all texts together have a limit, others get their turn before each, and a request that nobody waits for any
/// more ends there.
struct TextBudget {
    /// Bytes of all texts of a request together.
    static let maxBytes = 4 << 20

    private let deadline: Deadline
    private var bytes = 0

    init(_ deadline: Deadline) { self.deadline = deadline }

    /// To be called for the texts of a field before the first of them is cut.
    mutating func spend(_ texts: some Sequence<(path: String, text: String)>) throws(ServiceError) {
        for (path, text) in texts {
            bytes += text.utf8.count
            guard bytes <= Self.maxBytes else {
                throw .tooMuchText(param: path, bytes: bytes, limit: Self.maxBytes)
            }
        }
    }

    /// To be called before each text is cut, on the request's task.
    /// - Throws: when the time is over, or the client has gone.
    func pause() async throws(ServiceError) {
        await Task.yield()
        try deadline.check()
    }
}

extension Sequences {
    /// Those that are text, and how each is named in messages.
    func texts(in field: String) -> [(path: String, text: String)] {
        items.enumerated().compactMap { index, item in
            if case .text(let text) = item { (path(index, in: field), text) } else { nil }
        }
    }
}
