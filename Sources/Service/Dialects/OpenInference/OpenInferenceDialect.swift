import Tasks

extension Dialect {
    /// The Open Inference Protocol, version 2, as Triton and KServe speak it: named tensors in, named tensors out.
    static let openInference: Dialect = Dialect(
        name: "v2", prefixes: ["/v2"],
        endpoints: [
            .inferenceServer, .inferenceServerWithSlash, .inferenceLive, .inferenceReady, .tensorModel,
            .tensorModelVersion, .tensorModelReady, .tensorModelVersionReady, .infer, .inferVersion,
        ],
        field: { $0.field }, advice: { _ in nil },
        errors: ErrorShape(
            name: "InferenceError",
            // A string: clients put it into a sentence of their own.
            writer: .object([ReplyField("error", .string) { $0.message }]),
            status: { (status, _) in status == 422 ? 400 : status }))
}

extension Place.Part {
    fileprivate var field: String? {
        switch self {
        // A row of the one tensor or the other.
        case .input: "input"
        case .overflow: InferParameters.named(CommonFields.overflow)
        case .sourceLanguage: InferParameters.named(LanguageFields.source)
        case .targetLanguage: InferParameters.named(LanguageFields.target)
        case .pooling: InferParameters.named(EncodeRequest.Fields.pooling)
        case .normalize: InferParameters.named(EncodeRequest.Fields.normalize)
        case .dimensions: InferParameters.named(EncodeRequest.Fields.dimensions)
        case .prompt: InferParameters.named(EncodeRequest.Fields.prompt)
        case .promptName: InferParameters.named(EncodeRequest.Fields.promptName)
        case .option(let name): "\(InferRequest.Fields.parameters.name).\(name)"
        default: nil
        }
    }
}
