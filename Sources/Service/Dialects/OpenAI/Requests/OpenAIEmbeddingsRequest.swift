import JSON
import Tasks

/// The body of `POST /v1/embeddings`.
struct OpenAIEmbeddingsRequest {
    enum EncodingFormat: String, CaseIterable { case float, base64 }

    enum Fields {
        static let model = Field(
            "model", optional: .string, "Name of a served model (GET /v1/models); the default model when left out.")
        static let input = Field(required: "input", .openAITexts, "One text or several; no token ids.")
        static let encodingFormat = Field(
            "encoding_format", .choice, default: EncodingFormat.float,
            "base64: the bytes of the numbers, little-endian float32, which OpenAI's own package asks for.")
        static let dimensions = Field(
            "dimensions", optional: .integer(1...(1 << 20)),
            "Keep this many numbers of each embedding, the first ones, and scale them to unit length.")
        static let user = Field("user", optional: .string, "Changes nothing.")

        static let all: [any FieldDeclaration] = [model, input, encodingFormat, dimensions, user]
    }

    let task: EncodeTask
    let format: EncodingFormat

    init(_ body: JSONValue) throws(ServiceError) {
        let read = try FieldReader(body, fields: Fields.all)
        let model = try read(Fields.model)
        var task = EncodeTask(model: model, input: try read(Fields.input))
        task.dimensions = try read(Fields.dimensions)
        task.needsEmbedding = true
        format = try read(Fields.encodingFormat)
        _ = try read(Fields.user)
        self.task = task
    }
}

extension ValueParser where Value == Sequences {
    /// A text or a list of texts. Ids are told apart from other mistakes: clients send those of OpenAI's tokenizers.
    fileprivate static let openAITexts = ValueParser(ValueParser<[String]>.texts.schema) {
        (value, path) throws(ServiceError) in
        let first = value.elements?.first.map { $0.elements?.first ?? $0 }
        if first?.kind == .integer {
            throw .invalid(
                param: path,
                "\(path) has token ids, which are of another tokenizer than the model's: send text. LangChain's OpenAIEmbeddings does so "
                    + "with check_embedding_ctx_length=False.")
        }
        let texts = try ValueParser<[String]>.texts.parse(value, path)
        return Sequences(items: texts.map(Sequences.Item.text), isSingle: value.string != nil)
    }
}
