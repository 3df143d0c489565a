import JSON
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
            LanguageRequest.sourceField,
        ]
    }

    let model: String?
    let input: Sequences
    /// nil: the model's own.
    private let pooling: Pooling?
    private let normalize: Bool?
    let overflow: Overflow
    let languages: LanguageRequest
    let attention: AttentionRequest?

    init(_ body: JSONValue) throws(ServiceError) {
        let read = try FieldReader(body, fields: Fields.all)
        model = try read(CommonFields.model)
        input = try read(CommonFields.input)
        pooling = try read(Fields.pooling)
        normalize = try read(Fields.normalize)
        overflow = try read(CommonFields.overflow)
        attention = try read(Fields.attention)
        languages = LanguageRequest(source: try read(LanguageRequest.sourceField))
    }

    /// - defaults: the model's own.
    func embedding(over defaults: EmbeddingOptions) throws(ServiceError) -> EmbeddingOptions {
        var embedding = defaults
        if let pooling {
            guard pooling == .none || !defaults.hasSizedModules || pooling.modes.count == defaults.pooling.modes.count
            else {
                throw .invalid(
                    param: "pooling",
                    "The modules behind this model's pooling take what its own one gives, \(defaults.pooling.name): leave pooling "
                        + "out, or ask for none.")
            }
            embedding.pooling = pooling
        }
        if let normalize { embedding.normalize = normalize }
        guard embedding.pooling == .none else { return embedding }
        if normalize == true {
            throw .noEffect(
                param: "normalize",
                message: "normalize scales an embedding, and pooling \"none\" returns none: choose a pooling.")
        }
        embedding.normalize = false
        return embedding
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
