/// A served model.
struct OpenAIModel {
    let id: String
    /// Seconds since 1970 until the server was started: when a model was made, its files do not say.
    let created: Int
}

struct OpenAIModelList {
    let models: [OpenAIModel]
}

extension ValueWriter<OpenAIModel> {
    static let model: ValueWriter = .object([
        ReplyField("id", .string, "The model's name.") { $0.id },
        ReplyField("object", .constant("model")) { _ in () },
        ReplyField("created", .integer, "When the server was started, in seconds since 1970.") { $0.created },
        ReplyField("owned_by", .constant("heed")) { _ in () },
    ])
}

extension ValueWriter<OpenAIModelList> {
    static let list: ValueWriter = .object([
        ReplyField("object", .constant("list")) { _ in () },
        ReplyField("data", .array(of: .model)) { $0.models },
    ])
}
