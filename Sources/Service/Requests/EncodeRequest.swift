import JSON

/// The body of `POST /encode`.
struct EncodeRequest {
    enum Fields {
        static let pooling = Field(
            "pooling", optional: .choice as ValueParser<Pooling>,
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
        if let pooling { embedding.pooling = pooling }
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
