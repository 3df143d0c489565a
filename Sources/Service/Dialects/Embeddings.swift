import HTTP
import Tasks

/// What a task to encode has come to, for dialects that ask for vectors and nothing else.
struct Embeddings {
    let plan: EncodePlan
    let outcome: EncodeOutcome

    /// - bytesPerNumber: of the reply, on average
    /// - Throws: as well what would be a reply of more bytes than the limit, before the work
    init(
        _ task: EncodeTask, for request: Request, _ context: ServiceContext,
        bytesPerNumber: Double = ReplySize.bytesPerNumber
    ) async throws(ServiceError) {
        let models = try context.models()
        let deadline = context.deadline(of: request)
        var timing = Timing(of: request)
        let served = try refusing { () throws(Problem) in try models.model(named: task.model) }
        let plan = try await timing.tokenizing { () async throws(Problem) in
            try await EncodePlan(
                task, served, maxInputs: context.configuration.largestRequest, deadline: deadline)
        }
        var size = ReplySize()
        for input in plan.inputs {
            size.add(numbers: plan.outputNumbers(of: input) * bytesPerNumber / ReplySize.bytesPerNumber)
        }
        try size.check(
            limit: context.configuration.maxResponseBytes, param: nil, remedy: "Send fewer inputs in one request.")
        let outcome = try await refusing { () async throws(Problem) in
            try await plan.outcome(of: context.engine, by: deadline)
        }
        timing.add(outcome.times)
        request.record?.count(outcome.usage, mapBytes: 0, model: served.name)
        (self.plan, self.outcome) = (plan, outcome)
    }

    /// Of each input; none where hidden states were asked for.
    var vectors: [[Float]] { outcome.embeddings.compactMap(\.self) }
}

extension ValueWriter<[Float]> {
    static let vector: ValueWriter = ValueWriter(.numbers(depth: 1)) { numbers, writer in
        numbers.withUnsafeBufferPointer { writer.value($0) }
    }
}
