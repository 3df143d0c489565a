import HTTP

/// What the errors of a dialect look like.
struct ErrorShape: Sendable {
    /// Of their schema, in the API description.
    let name: String
    let writer: ValueWriter<ErrorReply>
    /// The status that the dialect's clients know for one of ours.
    /// - code: of the error, where one has another status than the rest
    var status: @Sendable (_ status: Int, _ code: String?) -> Int = { (status, _) in status }

    func response(_ error: ErrorReply) -> Response {
        Response.json(status: status(error.status, error.code), headers: error.headers) {
            writer.writeSmall(error, &$0)
        }
    }

    /// Our own, which is also what OpenAI's clients read.
    static let heed = ErrorShape(name: "Error", writer: .error)
}
