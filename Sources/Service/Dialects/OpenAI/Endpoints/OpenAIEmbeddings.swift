import HTTP

extension Endpoint {
    static let openAIEmbeddings = Endpoint(
        method: .post, pattern: "/v1/embeddings", summary: "Embeddings of texts, as OpenAI's clients ask for them.",
        fields: OpenAIEmbeddingsRequest.Fields.all,
        examples: [
            ("texts", #"{"input": ["attention", "cross"]}"#),
            ("base64", #"{"model": "g2p-en", "input": "attention", "encoding_format": "base64", "dimensions": 32}"#),
        ], reply: .json(ValueWriter<OpenAIEmbeddingsReply>.embeddings.schema),
        errors: ErrorStatus.withBody + [.queueFull, .deadlineExceeded]
    ) { (context, request) async throws(ServiceError) in
        let fields = try OpenAIEmbeddingsRequest(try request.json())
        let embeddings = try await Embeddings(
            fields.task, for: request, context,
            bytesPerNumber: fields.format == .base64 ? 4 * 4 / 3 : ReplySize.bytesPerNumber)
        return try .json(.embeddings, OpenAIEmbeddingsReply(embeddings: embeddings, format: fields.format))
    }
}
