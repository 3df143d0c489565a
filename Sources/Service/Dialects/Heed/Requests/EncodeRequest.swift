import JSON
import Tasks
import Transformer

/// The body of `POST /encode`.
struct EncodeRequest {
    enum Fields {
        static let pooling = Field(
            "pooling", optional: .pooling,
            "How hidden states become one embedding; none returns the hidden states of every token. The model's own when left "
                + "out.")
        static let normalize = Field(
            "normalize", optional: .boolean,
            "Scale the embedding to unit length; needs a pooling. The model's own when left out.")
        static let dimensions = Field(
            "dimensions", optional: .integer(1...(1 << 20)),
            "Keep this many numbers of the embedding, the first ones, and scale them to unit length unless normalize is false; needs a "
                + "pooling.")
        static let promptName = Field(
            "prompt_name", optional: .string,
            "One of the model's own prompts (GET /models), to be put before each text; the model's default when left out."
        )
        static let prompt = Field(
            "prompt", optional: .string,
            "A text to be put before each text, in place of the model's default prompt; may be empty.")
        static let attention = AttentionRequest.field("Attention maps to return: encoder.")

        static let all: [any FieldDeclaration] = [
            CommonFields.model, CommonFields.input, pooling, normalize, dimensions, promptName, prompt,
            CommonFields.overflow, attention, LanguageFields.source,
        ]
    }

    let task: EncodeTask
    /// Of the maps.
    let format: AttentionFormat

    init(_ body: JSONValue) throws(ServiceError) {
        let read = try FieldReader(body, fields: Fields.all)
        let model = try read(CommonFields.model)
        var task = EncodeTask(model: model, input: try read(CommonFields.input))
        task.pooling = try read(Fields.pooling)
        task.normalize = try read(Fields.normalize)
        task.dimensions = try read(Fields.dimensions)
        task.promptName = try read(Fields.promptName)
        task.prompt = try read(Fields.prompt)
        task.overflow = try read(CommonFields.overflow)
        let attention = try read(Fields.attention)
        task.attention = attention?.choice
        format = attention?.format ?? AttentionFormat()
        task.languages = LanguageChoice(source: try read(LanguageFields.source))
        self.task = task
    }
}

extension ValueParser where Value == Pooling {
    /// One of those that requests may ask for; a model's own may be any.
    fileprivate static let pooling = {
        let choices: [Pooling] = [.none, Pooling(.mean), Pooling(.cls), Pooling(.max)]
        let schema = Schema.choice(choices.map(\.name))
        return ValueParser(schema, render: { "\"\($0.name)\"" }) { (value, path) throws(ServiceError) in
            guard let name = value.string else { throw .wrongType(value, path, schema) }
            guard let choice = choices.first(where: { $0.name == name }) else { throw .outOfRange(value, path, schema) }
            return choice
        }
    }()
}
