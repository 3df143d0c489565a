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
        static let attention = AttentionRequest.field("Attention maps to return: encoder.")

        static let all: [any FieldDeclaration] = [
            CommonFields.model, CommonFields.input, pooling, normalize, CommonFields.overflow, attention,
            LanguageFields.source,
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
