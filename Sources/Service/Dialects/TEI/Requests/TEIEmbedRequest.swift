import JSON
import Tasks
import Tokenizers
import Transformer

/// Fields that several requests of text-embeddings-inference share.
enum TEIFields {
    static let inputs = Field(
        required: "inputs", ValueParser<Sequences>.sequences,
        "One text or several, or the same as token ids, which are taken as they are: nothing is added.")
    static let normalize = Field("normalize", .boolean, default: true, "Scale the embedding to unit length.")
    static let truncate = Field(
        "truncate", .boolean, default: false, "Cut an input of more tokens than the limit; else it is refused.")
    static let truncationDirection = Field(
        "truncation_direction", .truncationDirection, default: .right,
        "Which end of an input that is too long loses tokens.")
    static let promptName = Field(
        "prompt_name", optional: .string,
        "One of the model's own prompts (GET /models), to be put before each text; the model's default when left out.")
    static let dimensions = Field(
        "dimensions", optional: .integer(1...(1 << 20)),
        "Keep this many numbers of the embedding, the first ones, before it is scaled.")

    /// Of all requests whose texts the model reads.
    static let ofTexts: [any FieldDeclaration] = [truncate, truncationDirection, promptName]
}

/// How the texts of a request are read.
struct TEITexts {
    private var overflow = Overflow.error
    private var truncationSide = TruncationSide.right
    private var promptName: String?

    init() {}

    /// - read: of a request, or a part of one, that has the fields of texts
    init(_ read: FieldReader) throws(ServiceError) {
        overflow = try read(TEIFields.truncate) ? .truncate : .error
        truncationSide = try read(TEIFields.truncationDirection)
        promptName = try read(TEIFields.promptName)
    }

    func apply(to task: inout EncodeTask) {
        task.overflow = overflow
        task.truncationSide = truncationSide
        task.promptName = promptName
    }
}

/// The body of `POST /tei/embed`, and of `/tei/embed_all`, which has fewer fields.
struct TEIEmbedRequest {
    enum Fields {
        static let embed: [any FieldDeclaration] =
            [TEIFields.inputs, TEIFields.normalize, TEIFields.dimensions] + TEIFields.ofTexts
        static let embedAll: [any FieldDeclaration] = [TEIFields.inputs] + TEIFields.ofTexts
    }

    let task: EncodeTask

    /// - ofTokens: whether each token's hidden states are wanted, and no embedding.
    init(_ body: JSONValue, ofTokens: Bool) throws(ServiceError) {
        let read = try FieldReader(body, fields: ofTokens ? Fields.embedAll : Fields.embed)
        var task = EncodeTask(input: try read(TEIFields.inputs))
        try TEITexts(read).apply(to: &task)
        if ofTokens {
            task.pooling = Pooling.none
        } else {
            task.needsEmbedding = true
            task.normalize = try read(TEIFields.normalize)
            task.dimensions = try read(TEIFields.dimensions)
        }
        self.task = task
    }
}

extension ValueParser where Value == TruncationSide {
    /// In lower case, and as older versions have spelt it.
    fileprivate static let truncationDirection = {
        let schema = Schema.choice(["right", "left", "Right", "Left"])
        return ValueParser(schema, render: { "\"\($0.rawValue)\"" }) { (value, path) throws(ServiceError) in
            switch value.string {
            case "right", "Right": return .right
            case "left", "Left": return .left
            case nil: throw .wrongType(value, path, schema)
            default: throw .outOfRange(value, path, schema)
            }
        }
    }()
}
