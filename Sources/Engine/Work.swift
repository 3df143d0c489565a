import Decoding
import Transformer

/// One sequence's work: an encoding, and what follows it.
struct Work: Sendable {
    /// Each kind has where its own kind of result goes.
    enum Following: Sendable {
        /// The encoding is the result.
        case nothing(Ticket<EncodeResult>)
        case decoding(DecodingTask, TokenObserver?, Ticket<DecodeResult>)
    }

    let encoding: EncodeJob
    let following: Following
    /// Of the request that it belongs to.
    let ticket: any RequestTicket
    /// Place of the result in the request.
    let index: Int
    let submitted: ContinuousClock.Instant
    /// Bytes that it holds at most while it is computed.
    let workingBytes: Int
    /// Rows that it adds to a decoder step at most.
    let decoderRows: Int
    /// About how much work its whole request is, in the unit of `cost`.
    var requestCost = 0.0
    /// Steps in which it could have entered and found no room.
    var passedOver = 0

    init(_ job: EncodeJob, ticket: Ticket<EncodeResult>, index: Int, submitted: ContinuousClock.Instant) {
        encoding = job
        following = .nothing(ticket)
        self.ticket = ticket
        self.index = index
        self.submitted = submitted
        workingBytes = job.workingBytes
        decoderRows = 0
    }

    init(_ job: DecodeJob, ticket: Ticket<DecodeResult>, index: Int, submitted: ContinuousClock.Instant) {
        encoding = job.encoding
        following = .decoding(job.task, job.observer, ticket)
        self.ticket = ticket
        self.index = index
        self.submitted = submitted
        workingBytes = job.workingBytes
        decoderRows = max(job.task.rowCount, job.task.promptLength)
    }

    var model: Model { encoding.model }
    /// About how much it is to encode.
    var encodingCost: Int { encoding.input.cost }
    /// About how much work it is: what its encoding costs, times rows.
    var cost: Double { Double(encodingCost) * Double(max(decoderRows, 1)) }
}
