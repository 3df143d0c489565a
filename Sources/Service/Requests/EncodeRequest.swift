import JSON

/// The body of `POST /encode`.
struct EncodeRequest {
    enum Fields {
        static let pooling = Field(
            "pooling", .choice, default: Pooling.none,
            "How hidden states become one embedding; none returns the hidden states of every token.")
        static let normalize = Field(
            "normalize", .boolean, default: false, "Scale the embedding to unit length; needs a pooling.")
        static let attention = AttentionRequest.field("Attention maps to return: encoder.")

        static let all: [any FieldDeclaration] = [
            CommonFields.model, CommonFields.input, pooling, normalize, CommonFields.overflow, attention,
            LanguageRequest.sourceField,
        ]
    }

    let model: String?
    let input: Sequences
    let pooling: Pooling
    let normalize: Bool
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
        if normalize && pooling == .none {
            throw .noEffect(
                param: "normalize",
                message: "normalize scales an embedding, and pooling \"none\" returns none: choose a pooling.")
        }
    }
}
