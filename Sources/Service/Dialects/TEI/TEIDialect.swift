import Tasks

extension Dialect {
    /// text-embeddings-inference (https://huggingface.github.io/text-embeddings-inference), below a path of its own: its `/decode` and
    /// `/tokenize` are other things than ours.
    static let tei = Dialect(
        name: "tei", prefixes: ["/tei"],
        endpoints: [
            .teiEmbed, .teiRoot, .teiEmbedAll, .teiSimilarity, .teiTokenize, .teiDecode, .teiInfo, .teiHealth,
        ],
        field: { $0.teiField }, advice: { $0 == .inputTooLong ? "With \"truncate\": true it is cut." : nil },
        errors: ErrorShape(name: "TEIError", writer: .teiError, status: teiStatus))

    private static func teiStatus(_ status: Int, code: String?) -> Int {
        switch code {
        case "too_many_inputs", "input_too_long", "text_too_long", "too_much_text": 413
        default: status == 500 ? 424 : status
        }
    }
}

extension Place.Part {
    fileprivate var teiField: String? {
        switch self {
        case .input: TEIFields.inputs.name
        case .ids: TEIDecodeRequest.Fields.ids.name
        case .sourceSentence: "inputs.source_sentence"
        case .sentences: "inputs.sentences"
        case .normalize: TEIFields.normalize.name
        case .dimensions: TEIFields.dimensions.name
        case .promptName: TEIFields.promptName.name
        case .specialTokens: TEITokenizeRequest.Fields.addSpecialTokens.name
        case .model, .overflow, .prompt, .sourceLanguage, .targetLanguage, .pooling, .target, .targetPrefix,
            .badWords, .stop, .stream, .output, .option, .attentionMaps, .attentionLayers, .attentionHeads,
            .alignment, .alignmentLayers, .alignmentHeads, .alignmentValues, .queries, .keys, .values, .mask, .heads,
            .projection:
            nil
        }
    }
}

/// What text-embeddings-inference calls the kinds of errors.
private enum TEIErrorType: String, CaseIterable {
    case unhealthy = "Unhealthy"
    case backend = "Backend"
    case overloaded = "Overloaded"
    case validation = "Validation"
    case tokenizer = "Tokenizer"

    init(_ error: ErrorReply) {
        self =
            switch error.kind {
            case .overloaded: .overloaded
            case .unavailable: .unhealthy
            case .timeout, .internalError: .backend
            case .unauthorized: .validation
            case .invalidRequest: error.code == "no_tokenizer" ? .tokenizer : .validation
            }
    }
}

extension ValueWriter<ErrorReply> {
    fileprivate static let teiError: ValueWriter = .object([
        ReplyField("error", .string, "What went wrong, for people.") { $0.message },
        ReplyField("error_type", .choice()) { TEIErrorType($0) },
    ])
}
