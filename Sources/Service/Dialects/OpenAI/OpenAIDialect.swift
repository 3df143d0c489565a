import Tasks

extension Dialect {
    /// OpenAI's embeddings (https://platform.openai.com/docs/api-reference/embeddings), which many libraries ask for.
    static let openAI = Dialect(
        name: "openai", prefixes: ["/v1"], endpoints: [.openAIModels, .openAIModel], field: { $0.openAIField },
        advice: { _ in nil }, errors: .heed)
}

extension Place.Part {
    fileprivate var openAIField: String? {
        switch self {
        case .model: "model"
        case .input: "input"
        case .overflow, .sourceLanguage, .targetLanguage, .specialTokens, .pooling, .normalize, .target, .targetPrefix,
            .badWords, .stop, .stream, .output, .option, .attentionMaps, .attentionLayers, .attentionHeads, .queries,
            .keys, .values, .mask, .heads, .projection:
            nil
        }
    }
}
