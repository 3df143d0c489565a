import JSON
import Transformer

extension JSONWriter {
    /// The modules of a sentence-transformers directory in their order; null for other directories.
    mutating func modules(_ modules: SentenceModules?) {
        guard let modules else { return null() }
        array { writer in
            writer.object { writer in
                writer.field("type", "Transformer")
                writer.key("max_seq_length")
                writer.optional(modules.transformer.maxTokens)
                writer.field("do_lower_case", modules.transformer.lowercasesTexts)
            }
            writer.object { writer in
                writer.field("type", "Pooling")
                writer.key("pooling_mode")
                writer.array { writer in for mode in modules.pooling.pooling.modes { writer.value(mode.rawValue) } }
                writer.field("include_prompt", modules.pooling.includesPrompt)
            }
            for module in modules.embedding {
                writer.object { writer in
                    writer.field("type", module.kind)
                    writer.settings(of: module)
                }
            }
        }
    }

    private mutating func settings(of module: EmbeddingModule) {
        switch module {
        case .dense(let dense):
            field("in_features", dense.inputSize)
            field("out_features", dense.linearSize)
            field("bias", dense.hasBias)
            field("activation_function", dense.activation.name)
            field("use_residual", dense.isResidual)
        case .layerNorm(let norm): field("dimension", norm.size)
        case .normalize, .dropout: break
        }
    }
}
