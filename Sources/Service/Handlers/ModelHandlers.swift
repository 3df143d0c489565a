import HTTP
import JSON

/// `GET /models`: what is served, the default first.
struct ModelListHandler {
    let context: ServiceContext

    func callAsFunction(_ request: Request) async throws(ServiceError) -> Response {
        let models = try context.models().models
        return Response.json { writer in
            writer.object { writer in
                writer.key("models")
                writer.array { writer in
                    for (index, served) in models.enumerated() {
                        writer.model(served, isDefault: index == 0, context.configuration)
                    }
                }
            }
        }
    }
}

/// `GET /models/{name}`.
struct ModelHandler {
    let context: ServiceContext

    func callAsFunction(_ request: Request) async throws(ServiceError) -> Response {
        let models = try context.models()
        let served = try models.model(named: request.parameters["name"] ?? "")
        return Response.json { writer in
            writer.model(served, isDefault: served.name == models.models.first?.name, context.configuration)
        }
    }
}

extension JSONWriter {
    fileprivate mutating func model(_ served: ServedModel, isDefault: Bool, _ configuration: Configuration) {
        let description = served.description
        object { writer in
            writer.field("name", served.name)
            writer.field("default", isDefault)
            writer.field("family", description.family)
            writer.field("hidden_size", description.hiddenSize)
            writer.field("parameters", served.parameters)
            writer.field("dtype", served.model.weightType.rawValue)
            writer.field("weights_bytes", served.weightBytes)
            writer.field("tokenizer", served.tokenizer != nil)
            writer.languages(
                of: served.tokenizer, decodingDefaults: description.decoder == nil ? nil : served.decodingDefaults)
            writer.stacks(of: description)
            writer.key("modules")
            writer.modules(served.modules)
            writer.key("embedding_size")
            writer.optional(served.modules?.embeddingSize(hiddenSize: description.hiddenSize))
            writer.key("encoding_defaults")
            writer.encodingDefaults(served.embeddingDefaults)
            writer.key("decoding_defaults")
            if description.decoder == nil { writer.null() } else { writer.decodingDefaults(served.decodingDefaults) }
            writer.key("limits")
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
}
