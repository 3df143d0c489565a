import HTTP
import JSON
import Tasks

extension Endpoint {
    static let attention = Endpoint(
        method: .post, pattern: "/attention", summary: "The attention mechanism itself, on numbers that are sent.",
        fields: KernelRequest.Fields.all,
        examples: [
            (
                "causal",
                #"{"queries": [[1, 0], [0, 1]], "keys": [[1, 0], [0, 1]], "values": [[1, 2], [3, 4]], "mask": "causal", "scores": true}"#
            )
        ], reply: .json(ValueWriter<AttentionReply>.attention.schema), errors: ErrorStatus.withBody
    ) { (context, request) async throws(ServiceError) in try await AttentionHandler(context: context)(request) }
}

/// `POST /attention`: the attention kernel itself, on a client's numbers. It runs on the calling task: its size is bounded by the
/// limits of body and reply, and it looks at its deadline between its parts.
struct AttentionHandler {
    let context: ServiceContext

    func callAsFunction(_ request: Request) async throws(ServiceError) -> Response {
        _ = try context.models()
        let deadline = context.deadline(of: request)
        let fields = try KernelRequest(try request.json())
        let attention = try refusing { () throws(Problem) in try MultiHeadAttention(fields.task, deadline) }
        var size = ReplySize()
        size.add(numbers: attention.resultNumbers(withScores: fields.scores))
        try size.check(
            limit: context.configuration.maxResponseBytes, param: "queries",
            remedy: "Send fewer queries, keys or heads.")
        let result = try refusing { () throws(Problem) in try attention(withScores: fields.scores, deadline) }
        let cells = (attention.weightsHaveHeads ? [attention.heads] : []) + [attention.queryCount, attention.keyCount]
        return try .json(
            .attention,
            AttentionReply(
                outputs: Numbers(result.outputs, result.outputShape), weights: Numbers(result.weights, cells),
                scores: result.scores.map { Numbers($0, cells) }, timing: Timing(of: request)))
    }
}

private struct AttentionReply {
    let outputs: Numbers
    let weights: Numbers
    let scores: Numbers?
    let timing: Timing
}

/// Row-major.
private struct Numbers {
    let numbers: [Float]
    let shape: [Int]

    init(_ numbers: [Float], _ shape: [Int]) {
        self.numbers = numbers
        self.shape = shape
    }
}

extension ValueWriter<AttentionReply> {
    fileprivate static let attention: ValueWriter = .object([
        ReplyField("outputs", .matrixOrHeads()) { $0.outputs },
        ReplyField("weights", .matrixOrHeads()) { $0.weights },
        .optional("scores", .matrixOrHeads(of: .nullable(.number)), "Masked ones are null.") { $0.scores },
        ReplyField<Timing>.whole.of { $0.timing },
    ])
}

extension ValueWriter<Numbers> {
    fileprivate static func matrixOrHeads(of element: ReplySchema = .number) -> ValueWriter {
        ValueWriter(.anyOf([.numbers(depth: 2, of: element), .numbers(depth: 3, of: element)])) { value, writer in
            try value.numbers.withUnsafeBufferPointer { try writer.nested($0, shape: value.shape[...]) }
        }
    }
}
