import JSON
import Tasks

/// The body of `POST /tei/similarity`.
struct TEISimilarityRequest {
    struct Compared {
        let source: String
        let sentences: [String]
    }

    enum Fields {
        static let inputs = Field(required: "inputs", .compared, "A text, and those that it is compared with.")
        static let parameters = Field("parameters", optional: .parameters, "How the texts are read.")
        static let sourceSentence = Field(required: "source_sentence", .string, "The text.")
        static let sentences = Field(required: "sentences", ValueParser<[String]>.list(of: .string), "The others.")
        static let all: [any FieldDeclaration] = [inputs, parameters]
        static let compared: [any FieldDeclaration] = [sourceSentence, sentences]
    }

    let task: EncodeTask

    init(_ body: JSONValue) throws(ServiceError) {
        let read = try FieldReader(body, fields: Fields.all)
        let compared = try read(Fields.inputs)
        var task = EncodeTask(input: Sequences(comparing: compared.source, with: compared.sentences))
        task.needsEmbedding = true
        task.normalize = true
        (try read(Fields.parameters) ?? TEITexts()).apply(to: &task)
        self.task = task
    }
}

extension ValueParser where Value == TEISimilarityRequest.Compared {
    fileprivate static let compared = ValueParser(.object(TEISimilarityRequest.Fields.compared)) {
        (value, path) throws(ServiceError) in
        let read = try FieldReader(value, path: path, fields: TEISimilarityRequest.Fields.compared)
        return TEISimilarityRequest.Compared(
            source: try read(TEISimilarityRequest.Fields.sourceSentence),
            sentences: try read(TEISimilarityRequest.Fields.sentences))
    }
}

extension ValueParser where Value == TEITexts {
    fileprivate static let parameters = ValueParser(.object(TEIFields.ofTexts)) { (value, path) throws(ServiceError) in
        try TEITexts(try FieldReader(value, path: path, fields: TEIFields.ofTexts))
    }
}
