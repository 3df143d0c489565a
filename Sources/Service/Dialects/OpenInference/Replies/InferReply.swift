import HTTP
import JSON

/// The reply of `POST …/infer`.
struct InferReply {
    let model: String
    let id: String?
    let outputs: [(tensor: OutputTensor, isBinary: Bool)]

    /// JSON, with the bytes of tensors behind it where they are wanted so.
    func response() throws(ServiceError) -> Response {
        guard outputs.contains(where: \.isBinary) else { return try .json(.inferred, self) }
        var writer = JSONWriter()
        // Writers throw nothing but that they were cancelled.
        do { try ValueWriter<InferReply>.inferred.write(self, &writer) } catch { throw .task(.cancelled) }
        var body = writer.finish()
        let length = body.count
        for (tensor, isBinary) in outputs where isBinary { tensor.appendBinary(to: &body) }
        return Response(
            headers: [("Content-Type", "application/octet-stream"), (InferBody.lengthHeader, "\(length)")], body: body)
    }
}

extension ValueWriter<InferReply> {
    static let inferred: ValueWriter = .object([
        ReplyField("model_name", .string) { $0.model },
        ReplyField("model_version", .string) { _ in ModelVersion.only },
        .optional("id", .string) { $0.id },
        ReplyField("outputs", .array(of: .outputTensor)) { $0.outputs },
    ])
}

/// Models have one version each.
enum ModelVersion { static let only = "1" }
