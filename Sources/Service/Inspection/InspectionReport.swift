package import JSON
import Tensors
import Tokenizers
import Transformer

extension Inspection {
    /// The report as one JSON object.
    package func write(to writer: inout JSONWriter) {
        writer.object { writer in
            writer.field("directory", label)
            writer.field("servable", isServable)
            writer.key("problems")
            writer.array { writer in
                for problem in problems {
                    writer.object { writer in
                        writer.field("area", problem.area.rawValue)
                        writer.field("message", problem.message)
                    }
                }
            }
            writer.key("notices")
            writer.array { writer in for notice in notices { writer.value(notice) } }
            writer.key("model")
            writer.model(model?.description, modules)
            writer.key("weights")
            writer.weights(model?.weights, quantization: model?.quantization)
            writer.key("tokenizer")
            writer.tokenizer(tokenizer, hasDecoder: model?.description?.decoder != nil)
            writer.languages(of: tokenizer, decodingDefaults: decodingDefaults)
            writer.key("modules")
            writer.modules(modules)
            writer.key("encoding_defaults")
            writer.encodingDefaults(EmbeddingOptions(modules))
            writer.key("decoding_defaults")
            if let decodingDefaults { writer.decodingDefaults(decodingDefaults) } else { writer.null() }
            writer.key("limits")
            writer.object { writer in
                writer.key("max_input_tokens")
                writer.optional(
                    [model?.description?.encoder.maxPositions, modules?.transformer.maxTokens].compactMap(\.self).min())
                writer.key("max_target_tokens")
                writer.optional(model?.description?.decoder?.maxPositions)
            }
        }
    }
}

extension JSONWriter {
    fileprivate mutating func model(_ description: ModelDescription?, _ modules: SentenceModules?) {
        guard let description else { return null() }
        object { writer in
            writer.field("family", description.family)
            writer.field("hidden_size", description.hiddenSize)
            writer.field("parameters", description.parameters + (modules?.parameters ?? 0))
            writer.stacks(of: description)
        }
    }

    fileprivate mutating func weights(_ weights: ModelInspection.Weights?, quantization: WeightType?) {
        guard let weights else { return null() }
        object { writer in
            writer.key("files")
            writer.array { writer in for file in weights.files { writer.value(file) } }
            writer.key("types")
            writer.array { writer in
                for (name, tensors) in weights.types {
                    writer.object { writer in
                        writer.field("type", name)
                        writer.field("tensors", tensors)
                    }
                }
            }
            writer.key("quantization")
            writer.optional(quantization?.rawValue)
            writer.names("used", weights.used)
            writer.names("unread", weights.unread)
            writer.names("unused", weights.unused)
        }
    }

    private mutating func names(_ name: StaticString, _ tensors: [String]) {
        key(name)
        array { writer in for tensor in tensors { writer.value(tensor) } }
    }

    fileprivate mutating func tokenizer(_ tokenizer: (any Tokenizer)?, hasDecoder: Bool) {
        guard let tokenizer else { return null() }
        object { writer in
            writer.field("kind", tokenizer.kind)
            writer.field("source_vocabulary_size", tokenizer.vocabularySize(side: .source))
            writer.key("target_vocabulary_size")
            writer.optional(hasDecoder ? tokenizer.vocabularySize(side: .target) : nil)
        }
    }
}
