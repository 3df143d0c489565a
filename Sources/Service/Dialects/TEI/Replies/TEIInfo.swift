import HTTP
import Tasks
import Tensors

/// What `GET /tei/info` says of the default model.
struct TEIInfo {
    let served: ServedModel
    let configuration: Configuration
}

extension ValueWriter<TEIInfo> {
    static let info: ValueWriter = .object([
        ReplyField("model_id", .string, "The model's name.") { $0.served.name },
        ReplyField("model_sha", .nullable(.string)) { _ in nil },
        ReplyField("model_dtype", .choice()) { $0.served.model.weightType },
        ReplyField("model_type", .object([ReplyField("embedding", .pooling) { $0 }])) { $0.served },
        ReplyField("max_concurrent_requests", .integer) { $0.configuration.server.maxRequestsInFlight },
        ReplyField("max_input_length", .integer) { $0.served.maxInputTokens },
        ReplyField("max_batch_tokens", .integer) { $0.configuration.engine.maxBatchTokens },
        ReplyField("max_batch_requests", .nullable(.integer)) { _ in nil },
        ReplyField("max_client_batch_size", .integer) { $0.configuration.largestRequest },
        ReplyField("auto_truncate", .boolean) { _ in false },
        ReplyField("tokenization_workers", .integer) { _ in Server.requestThreads },
        ReplyField("version", .string, "Of heed.") { _ in Release.version },
        ReplyField("sha", .nullable(.string)) { _ in nil },
        ReplyField("docker_label", .nullable(.string)) { _ in nil },
    ])
}

extension ValueWriter<ServedModel> {
    fileprivate static let pooling: ValueWriter = .object([
        ReplyField("pooling", .string, "none: /tei/embed needs one that is set.") { $0.embeddingDefaults.pooling.name }
    ])
}
