import Decoding
import JSON
import Tasks
import Tensors
import Transformer

/// What `GET /models` says of one model.
struct ModelReply {
    let served: ServedModel
    /// Whether requests that name no model get it.
    let isDefault: Bool
    let configuration: Configuration

    fileprivate var description: ModelDescription { served.description }
    fileprivate var languages: LanguagesReply {
        LanguagesReply(of: served.tokenizer, decodingDefaults: decodingDefaults)
    }
    fileprivate var decodingDefaults: DecodingOptions? {
        description.decoder == nil ? nil : served.decodingDefaults
    }
}

extension ValueWriter<ModelReply> {
    static let model: ValueWriter = .object(
        own, ReplyField<LanguagesReply>.all.of(\.languages), ReplyField<ModelDescription>.stacks.of(\.description),
        embedding, defaults)

    private static let own: [ReplyField<ModelReply>] = [
        ReplyField("name", .string) { $0.served.name },
        ReplyField("default", .boolean) { $0.isDefault },
        ReplyField("family", .string) { $0.description.family },
        ReplyField("hidden_size", .integer) { $0.description.hiddenSize },
        ReplyField("parameters", .integer) { $0.served.parameters },
        ReplyField("dtype", .choice()) { $0.served.model.weightType },
        .optional("weights_bytes", .integer) { $0.served.weightBytes },
        ReplyField("tokenizer", .boolean) { $0.served.tokenizer != nil },
    ]

    private static let embedding: [ReplyField<ModelReply>] = [
        ReplyField(
            "modules", .nullable(.modules), "Of a sentence-transformers directory, in their order; null for others."
        ) { $0.served.modules },
        ReplyField(
            "embedding_size", .nullable(.integer), "Numbers of a plain request's embedding; null without a pooling."
        ) { $0.served.embeddingSize },
        ReplyField("prompts", .prompts, "By name, what may be put before a text of /encode.") {
            $0.served.modules?.prompts.texts ?? [:]
        },
        ReplyField(
            "default_prompt_name", .nullable(.string), "Of the prompt that is put before texts; null: none."
        ) { $0.served.modules?.prompts.defaultName },
    ]

    private static let defaults: [ReplyField<ModelReply>] = [
        ReplyField("encoding_defaults", .encodingDefaults) { $0.served.embeddingDefaults },
        ReplyField("decoding_defaults", .nullable(.decodingDefaults)) { $0.decodingDefaults },
        ReplyField("limits", .limits, "By the names of the settings; null: no limit.") { $0 },
    ]

    private static let limits: ValueWriter = ValueWriter(.dictionary(of: .nullable(.number))) { model, writer in
        let (served, configuration) = (model.served, model.configuration)
        writer.object { writer in
            writer.field("max_input_tokens", served.maxInputTokens)
            writer.field("max_text_bytes", served.maxTextBytes)
            writer.key("max_target_tokens")
            writer.optional(served.maxTargetTokens)
            writer.field("max_inputs", configuration.largestRequest)
            writer.field("max_body_bytes", configuration.server.maxBodyBytes)
            writer.field("max_response_bytes", configuration.maxResponseBytes)
            writer.field("max_stream_buffer_bytes", configuration.server.maxStreamBufferBytes)
            writer.field("max_queued_sequences", configuration.engine.maxQueuedSequences)
            writer.field("max_queued_tokens", configuration.engine.maxQueuedTokens)
            writer.field("max_running_sequences", configuration.engine.maxRunningSequences)
            writer.field("max_batch_tokens", configuration.engine.maxBatchTokens)
            writer.field("max_working_bytes", configuration.engine.maxWorkingBytes)
            writer.field("max_requests_in_flight", configuration.server.maxRequestsInFlight)
            writer.field("max_connections", configuration.server.maxConnections)
            writer.field("request_deadline", configuration.requestDeadline)
        }
    }
}

extension ValueWriter<[String: String]> {
    fileprivate static let prompts: ValueWriter = ValueWriter(.dictionary(of: .string)) { prompts, writer in
        writer.object { writer in
            for (name, text) in prompts.sorted(by: { $0.key < $1.key }) {
                writer.key(name)
                writer.value(text)
            }
        }
    }
}

extension ValueWriter<[ModelReply]> {
    static let models: ValueWriter = .object([ReplyField("models", .array(of: .model)) { $0 }])
}
