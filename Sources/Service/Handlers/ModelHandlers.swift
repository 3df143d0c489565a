import Decoding
import HTTP
import JSON
import Transformer

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
            writer.field("parameters", description.parameters)
            writer.field("dtype", configuration.numberType.rawValue)
            writer.field("tokenizer", served.tokenizer != nil)
            writer.key("languages")
            writer.array { _ in }
            writer.key("encoder")
            writer.stack(description.encoder)
            writer.key("decoder")
            if let decoder = description.decoder { writer.stack(decoder) } else { writer.null() }
            writer.key("decoding_defaults")
            if description.decoder == nil { writer.null() } else { writer.options(served.decodingDefaults) }
            writer.key("limits")
            writer.object { writer in
                writer.field("max_input_tokens", served.maxInputTokens)
                writer.field("max_text_bytes", served.maxTextBytes)
                writer.key("max_target_tokens")
                writer.optional(served.maxTargetTokens)
                writer.field("max_inputs", configuration.maxInputs)
                writer.field("max_body_bytes", configuration.server.maxBodyBytes)
                writer.field("max_response_bytes", configuration.maxResponseBytes)
            }
        }
    }

    private mutating func stack(_ stack: ModelDescription.Stack) {
        object { writer in
            writer.field("layers", stack.layers)
            writer.field("heads", stack.heads)
            writer.field("feed_forward_size", stack.feedForwardSize)
            writer.field("vocabulary_size", stack.vocabularySize)
            writer.key("max_positions")
            writer.optional(stack.maxPositions)
        }
    }

    /// What a request without options gets, under the names of the request's fields.
    private mutating func options(_ options: DecodingOptions) {
        object { writer in
            writer.key("max_new_tokens")
            writer.optional(options.maxNewTokens)
            writer.field("max_length", options.maxLength)
            writer.key("min_new_tokens")
            writer.optional(options.minNewTokens)
            writer.field("min_length", options.minLength)
            writer.field("num_beams", options.numBeams)
            writer.field("num_return_sequences", options.numReturnSequences)
            writer.field("length_penalty", options.lengthPenalty)
            writer.key("early_stopping")
            switch options.earlyStopping {
            case .no: writer.value(false)
            case .yes: writer.value(true)
            case .never: writer.value("never")
            }
            writer.field("do_sample", options.doSample)
            writer.field("temperature", options.temperature)
            writer.field("top_k", options.topK)
            writer.field("top_p", options.topP)
            writer.field("repetition_penalty", options.repetitionPenalty)
            writer.field("no_repeat_ngram_size", options.noRepeatNgramSize)
            writer.key("bad_words")
            writer.array { writer in for word in options.badWords { writer.array(of: word.map(Int.init)) } }
            writer.key("forced_bos_token_id")
            writer.optional(options.forcedBOSToken.map(Int.init))
            writer.key("forced_eos_token_id")
            writer.array(of: options.forcedEOSTokens.map(Int.init))
            writer.field("decoder_start_token_id", Int(options.decoderStartToken))
            writer.key("eos_token_id")
            writer.array(of: options.eosTokens.map(Int.init))
            writer.key("pad_token_id")
            writer.optional(options.padToken.map(Int.init))
        }
    }
}
