import JSON
import Tasks

/// The reply of `POST /v1/embeddings`.
struct OpenAIEmbeddingsReply {
    let embeddings: Embeddings
    let format: OpenAIEmbeddingsRequest.EncodingFormat
}

struct OpenAIEmbedding {
    fileprivate let index: Int
    fileprivate let vector: [Float]
    fileprivate let format: OpenAIEmbeddingsRequest.EncodingFormat
}

extension ValueWriter<OpenAIEmbeddingsReply> {
    static let embeddings: ValueWriter = .object([
        ReplyField("object", .constant("list")) { _ in () },
        .list("data", of: .embedding) { reply, write in
            for (index, vector) in reply.embeddings.vectors.enumerated() {
                try Task.checkCancellation()
                try write(OpenAIEmbedding(index: index, vector: vector, format: reply.format))
            }
        },
        ReplyField("model", .string, "The model's name.") { $0.embeddings.plan.served.name },
        ReplyField("usage", .openAIUsage) { $0.embeddings.outcome.usage },
    ])
}

extension ValueWriter<OpenAIEmbedding> {
    fileprivate static let embedding: ValueWriter = .object([
        ReplyField("object", .constant("embedding")) { _ in () },
        ReplyField("index", .integer, "Place of the text in input.") { $0.index },
        ReplyField("embedding", .numbers, "A list of numbers, or their bytes as base64.") { $0 },
    ])

    private static let numbers: ValueWriter = ValueWriter(.anyOf([.numbers(depth: 1), .string])) {
        embedding, writer in
        switch embedding.format {
        case .float: try ValueWriter<[Float]>.vector.write(embedding.vector, &writer)
        case .base64: embedding.vector.withUnsafeBytes { writer.base64($0) }
        }
    }
}

extension ValueWriter<Usage> {
    fileprivate static let openAIUsage: ValueWriter = .object([
        ReplyField("prompt_tokens", .integer) { $0.inputTokens },
        ReplyField("total_tokens", .integer) { $0.inputTokens + $0.outputTokens },
    ])
}
