import Tasks

extension Dialect {
    /// The service's own: hidden states, outputs, and the attention behind them.
    static let heed = Dialect(
        name: "heed", prefixes: [""],
        endpoints: [.encode, .decode, .attention, .tokenize, .detokenize, .models, .model],
        field: { $0.field }, advice: { $0 == .noDecoder ? "Use /encode." : nil },
        errors: .heed)
}

extension Place.Part {
    fileprivate var field: String {
        switch self {
        case .model: CommonFields.model.name
        case .input, .sourceSentence, .sentences: CommonFields.input.name
        case .ids: DetokenizeRequest.Fields.input.name
        case .overflow: CommonFields.overflow.name
        case .sourceLanguage: LanguageFields.source.name
        case .targetLanguage: LanguageFields.target.name
        case .specialTokens: TokenizeRequest.Fields.addSpecialTokens.name
        case .pooling: EncodeRequest.Fields.pooling.name
        case .normalize: EncodeRequest.Fields.normalize.name
        case .dimensions: EncodeRequest.Fields.dimensions.name
        case .prompt: EncodeRequest.Fields.prompt.name
        case .promptName: EncodeRequest.Fields.promptName.name
        case .target: DecodeRequest.Fields.target.name
        case .targetPrefix: DecodeRequest.Fields.targetPrefix.name
        case .badWords: DecodeRequest.Fields.badWords.name
        case .stop: DecodeRequest.Fields.stop.name
        case .stream: DecodeRequest.Fields.stream.name
        case .output: "outputs"
        case .option(let name): name
        case .attentionMaps: Self.attention(AttentionRequest.Fields.maps)
        case .attentionLayers: Self.attention(AttentionRequest.Fields.layers)
        case .attentionHeads: Self.attention(AttentionRequest.Fields.heads)
        case .alignment: AlignmentRequest.field.name
        case .alignmentLayers: Self.alignment(AlignmentRequest.Fields.layers)
        case .alignmentHeads: Self.alignment(AlignmentRequest.Fields.heads)
        case .alignmentValues: Self.alignment(AlignmentRequest.Fields.values)
        case .queries: KernelRequest.Fields.queries.name
        case .keys: KernelRequest.Fields.keys.name
        case .values: KernelRequest.Fields.values.name
        case .mask: KernelRequest.Fields.mask.name
        case .heads: KernelRequest.Fields.heads.name
        case .projection(let role):
            "\(KernelRequest.Fields.projections.name).\(role.rawValue).\(Projections.Fields.weight.name)"
        }
    }

    private static func alignment(_ field: some FieldDeclaration) -> String {
        "\(AlignmentRequest.field.name).\(field.name)"
    }

    private static func attention(_ field: some FieldDeclaration) -> String {
        "\(DecodeRequest.Fields.attention.name).\(field.name)"
    }
}
