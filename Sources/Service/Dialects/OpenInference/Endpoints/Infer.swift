import HTTP
import Tasks

extension Endpoint {
    static let infer = inference(at: "/v2/models/{name}/infer")
    static let inferVersion = inference(at: "/v2/models/{name}/versions/{version}/infer")

    private static func inference(at pattern: String) -> Endpoint {
        Endpoint(
            method: .post, pattern: pattern,
            summary:
                "Tensors from tensors. With the header \(InferBody.lengthHeader), the bytes of tensors stand behind so many of JSON.",
            fields: InferRequest.Fields.all,
            examples: [
                ("text", #"{"inputs": [{"name": "text", "shape": [1], "datatype": "BYTES", "data": ["attention"]}]}"#),
                (
                    "ids",
                    #"{"inputs": [{"name": "input_ids", "shape": [2, 3], "datatype": "INT64", "data": [[5, 6, 1], [5, 1, 0]]}, {"name": "attention_mask", "shape": [2, 3], "datatype": "INT64", "data": [[1, 1, 1], [1, 1, 0]]}], "outputs": [{"name": "sequences"}], "parameters": {"max_new_tokens": 8}}"#
                ),
            ], reply: .json(ValueWriter<InferReply>.inferred.schema),
            errors: ErrorStatus.withBody + [.queueFull, .deadlineExceeded]
        ) { (context, request) async throws(ServiceError) in try await InferHandler(context: context)(request) }
    }
}

/// `POST /v2/models/{name}/infer`: what /encode gives for a model without a decoder, and /decode for one with it.
struct InferHandler {
    let context: ServiceContext

    func callAsFunction(_ request: Request) async throws(ServiceError) -> Response {
        let served = try context.modelOfPath(request)
        let fields = try InferRequest(request, model: served.name)
        let input = try fields.sequences(padding: served.paddingID)
        let named = try fields.outputs.map { (outputs) throws(ServiceError) in
            try InferOutput.named(outputs, of: served)
        }
        let tensors =
            served.description.decoder == nil
            ? try await encoded(input, fields, named, served, request)
            : try await decoded(input, fields, named, served, request)
        let outputs = tensors.enumerated().map { index, tensor in
            (tensor: tensor, isBinary: fields.outputs?[index].isBinary ?? fields.parameters.isBinary)
        }
        return try InferReply(model: served.name, id: fields.id, outputs: outputs).response()
    }

    private func encoded(
        _ input: Sequences, _ fields: InferRequest, _ named: [InferOutput]?, _ served: ServedModel, _ request: Request
    ) async throws(ServiceError) -> [OutputTensor] {
        var task = EncodeTask(model: served.name, input: input)
        try fields.parameters.apply(to: &task)
        let hasEmbedding = (task.pooling ?? served.embeddingDefaults.pooling) != .none
        let outputs = named ?? [hasEmbedding ? .embedding : .hiddenStates]
        guard hasEmbedding || !outputs.contains(.embedding) else {
            throw .invalid(
                param: InferParameters.named(EncodeRequest.Fields.pooling),
                "The model \(served.name) has no pooling of its own: an embedding needs "
                    + "\(InferParameters.named(EncodeRequest.Fields.pooling)), or ask for last_hidden_state.")
        }
        let deadline = context.deadline(of: request)
        var timing = Timing(of: request)
        let plan = try await timing.tokenizing { () async throws(Problem) in
            try await EncodePlan(task, served, maxInputs: context.configuration.largestRequest, deadline: deadline)
        }
        var size = TensorSizes()
        if outputs.contains(.hiddenStates) {
            size.add(rows: plan.inputs.map(\.ids.count), width: served.description.hiddenSize)
        }
        if outputs.contains(.embedding) {
            size.add(rows: plan.inputs.map { _ in 1 }, width: plan.embeddingSize ?? 0)
        }
        try size.check(limit: context.configuration.maxResponseBytes)
        let outcome = try await refusing { () async throws(Problem) in
            try await plan.outcome(of: context.engine, by: deadline)
        }
        timing.add(outcome.times)
        request.record?.count(outcome.usage, mapBytes: 0, model: served.name)
        return outputs.map { $0 == .embedding ? outcome.embeddingTensor : outcome.hiddenStatesTensor }
    }

    private func decoded(
        _ input: Sequences, _ fields: InferRequest, _ named: [InferOutput]?, _ served: ServedModel, _ request: Request
    ) async throws(ServiceError) -> [OutputTensor] {
        var task = DecodeTask(model: served.name, input: input)
        try fields.parameters.apply(to: &task)
        let outputs = named ?? InferOutput.all(of: served).filter { $0 != .crossAttentions }
        if outputs.contains(.crossAttentions) { task.attention = AttentionChoice(maps: [.cross]) }
        try refusing { () throws(Problem) in try task.check() }
        let deadline = context.deadline(of: request)
        var timing = Timing(of: request)
        let plan = try await timing.tokenizing { () async throws(Problem) in
            try await DecodePlan(task, served, maxInputs: context.configuration.largestRequest, deadline: deadline)
        }
        let limit = context.configuration.maxResponseBytes
        try TensorSizes(of: plan, outputs, lengths: plan.outputLengths).check(limit: limit)
        let outcome = try await refusing { () async throws(Problem) in
            try await plan.outcome(of: context.engine, by: deadline)
        }
        // An output may be longer than was expected of it when the client set no limit of its own.
        try TensorSizes(of: plan, outputs, lengths: outcome.lengths.map { $0.max() ?? 0 }).check(limit: limit)
        timing.add(outcome.times)
        request.record?.count(outcome.usage, mapBytes: outcome.mapBytes, model: served.name)
        let reply = DecodedTensors(plan: plan, outcome: outcome)
        return outputs.map(reply.tensor)
    }
}

/// About how many bytes the tensors of a reply have, filled up to the longest row: known before any work.
private struct TensorSizes {
    private var bytes = 512.0

    init() {}

    /// - lengths: of the longest sequence of each output
    init(of plan: DecodePlan, _ outputs: [InferOutput], lengths: [Int]) {
        let sequences = lengths.flatMap { Array(repeating: $0, count: plan.sequencesEach) }
        if outputs.contains(.sequences) { add(rows: sequences, width: 1) }
        if outputs.contains(.text) { add(rows: sequences, width: 1) }
        if outputs.contains(.crossAttentions), let decoder = plan.served.description.decoder {
            let keys = plan.inputs.map(\.ids.count).max() ?? 0
            add(rows: sequences, width: decoder.layers * decoder.heads, keys: keys)
        }
    }

    mutating func add(rows: [Int], width: Int, keys: Int = 1) {
        bytes += Double(rows.count) * Double(rows.max() ?? 0) * Double(width) * Double(keys) * ReplySize.bytesPerNumber
    }

    func check(limit: Int) throws(ServiceError) {
        guard bytes > Double(limit) else { return }
        throw .responseTooLarge(
            param: nil, bytes: Int(min(bytes, 1e18)), limit: limit,
            remedy: "Send fewer rows, rows of like lengths, or ask for other outputs.")
    }
}
