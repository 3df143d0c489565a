import JSON
import Transformer

extension ValueWriter<SentenceModules> {
    /// The modules of a sentence-transformers directory in their order.
    static let modules: ValueWriter = ValueWriter(.array(of: ValueWriter<SentenceModule>.module.schema)) {
        modules, writer in
        let all = [SentenceModule.transformer(modules.transformer), .pooling(modules.pooling)]
        try ValueWriter<[SentenceModule]>.array(of: .module).write(
            all + modules.embedding.map(SentenceModule.embedding), &writer)
    }
}

/// A module of any kind.
private enum SentenceModule {
    case transformer(TransformerModule)
    case pooling(PoolingModule)
    case embedding(EmbeddingModule)

    var kind: String {
        switch self {
        case .transformer: "Transformer"
        case .pooling: "Pooling"
        case .embedding(let module): module.kind
        }
    }

    var transformer: TransformerModule? { if case .transformer(let module) = self { module } else { nil } }
    var pooling: PoolingModule? { if case .pooling(let module) = self { module } else { nil } }
    var dense: DenseModule? { if case .embedding(.dense(let module)) = self { module } else { nil } }
    var layerNorm: LayerNormModule? { if case .embedding(.layerNorm(let module)) = self { module } else { nil } }
}

extension ValueWriter<SentenceModule> {
    fileprivate static let module: ValueWriter = .object([
        ReplyField("type", .kind) { $0.kind },
        .optional("max_seq_length", .nullable(.integer), "Of a Transformer, in tokens; null: its positions.") {
            $0.transformer.map(\.maxTokens)
        },
        .optional("do_lower_case", .boolean, "Of a Transformer.") { $0.transformer?.lowercasesTexts },
        .optional("pooling_mode", .array(of: .choice()), "Of a Pooling.") { $0.pooling?.pooling.modes },
        .optional("include_prompt", .boolean, "Of a Pooling.") { $0.pooling?.includesPrompt },
        .optional("in_features", .integer, "Of a Dense module.") { $0.dense?.inputSize },
        .optional("out_features", .integer) { $0.dense?.linearSize },
        .optional("bias", .boolean) { $0.dense?.hasBias },
        .optional("activation_function", .string, "As torch calls it: Tanh.") { $0.dense?.activation.name },
        .optional("use_residual", .boolean) { $0.dense?.isResidual },
        .optional("dimension", .integer, "Of a LayerNorm.") { $0.layerNorm?.size },
    ])
}

extension ValueWriter<String> {
    fileprivate static let kind: ValueWriter = ValueWriter(
        .choice(["Transformer", "Pooling", "Dense", "LayerNorm", "Normalize", "Dropout"])
    ) { $1.value($0) }
}
