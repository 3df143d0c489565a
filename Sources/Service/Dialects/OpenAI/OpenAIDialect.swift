import Tasks

extension Dialect {
    /// OpenAI's embeddings (https://platform.openai.com/docs/api-reference/embeddings), which many libraries ask for.
    static let openAI = Dialect(
        name: "openai", prefixes: ["/v1"], endpoints: [.openAIEmbeddings, .openAIModels, .openAIModel],
        field: { $0.openAIField }, advice: { _ in nil }, errors: .heed)
}

extension Place.Part {
    fileprivate var openAIField: String? {
        switch self {
        case .model: "model"
        case .input: "input"
        case .dimensions: "dimensions"
        case .ids, .sourceSentence, .sentences, .prompt, .promptName, .overflow, .sourceLanguage, .targetLanguage,
            .specialTokens, .pooling, .normalize, .target, .targetPrefix, .badWords, .stop, .stream, .output,
            .option, .attentionMaps, .attentionLayers, .attentionHeads, .alignment, .alignmentLayers,
            .alignmentHeads, .alignmentValues, .queries, .keys, .values, .mask, .heads, .projection:
            nil
        }
    }
}
