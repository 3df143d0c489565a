import HTTP
import JSON

/// `POST /attention`: the attention kernel itself, on a client's numbers. It runs on the calling task: its size is bounded by the
/// limits of body and reply, and it looks at its deadline between its parts.
struct AttentionHandler {
    let context: ServiceContext

    func callAsFunction(_ request: Request) async throws(ServiceError) -> Response {
        _ = try context.models()
        let deadline = context.deadline(of: request)
        let fields = try KernelRequest(try request.json())
        let attention = try MultiHeadAttention(fields, deadline)
        var size = ReplySize()
        size.add(numbers: attention.resultNumbers(withScores: fields.scores))
        try size.check(
            limit: context.configuration.maxResponseBytes, param: "queries",
            remedy: "Send fewer queries, keys or heads.")
        let result = try attention(withScores: fields.scores, deadline)
        let timing = Timing(of: request)

        let cells = (attention.weightsHaveHeads ? [attention.heads] : []) + [attention.queryCount, attention.keyCount]
        return try .cancellableJSON { writer in
            try writer.object { writer in
                try writer.numbers("outputs", result.outputs, shape: result.outputShape)
                try writer.numbers("weights", result.weights, shape: cells)
                if let scores = result.scores { try writer.numbers("scores", scores, shape: cells) }
                timing.writeTotal(to: &writer)
            }
        }
    }
}

extension JSONWriter {
    fileprivate mutating func numbers(_ name: StaticString, _ numbers: [Float], shape: [Int]) throws {
        key(name)
        try numbers.withUnsafeBufferPointer { try nested($0, shape: shape[...]) }
    }
}
