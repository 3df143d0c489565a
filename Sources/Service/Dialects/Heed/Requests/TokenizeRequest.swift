import JSON
import Tasks
import Tokenizers

/// Which of a model's two languages a text is in.
enum Side: String, CaseIterable {
    case source, target

    var textSide: TextSide { self == .source ? .source : .target }
}

/// The body of `POST /tokenize`.
struct TokenizeRequest {
    enum Fields {
        static let input = Field(required: "input", .texts, "One text or several.")
        static let side = Field("side", .choice, default: Side.source, "Which of the model's languages the text is in.")
        static let addSpecialTokens = Field(
            "add_special_tokens", .boolean, default: true, "Add the model's own begin and end tokens.")

        static let all: [any FieldDeclaration] = [
            CommonFields.model, input, side, addSpecialTokens, LanguageFields.source, LanguageFields.target,
        ]
    }

    let task: TokenizeTask

    init(_ body: JSONValue) throws(ServiceError) {
        let read = try FieldReader(body, fields: Fields.all)
        let model = try read(CommonFields.model)
        var task = TokenizeTask(model: model, texts: try read(Fields.input))
        task.side = try read(Fields.side).textSide
        task.addsSpecialTokens = try read(Fields.addSpecialTokens)
        task.languages = try LanguageFields.choice(read)
        try refusing { () throws(Problem) in try task.check() }
        self.task = task
    }
}

/// The body of `POST /detokenize`.
struct DetokenizeRequest {
    enum Fields {
        static let input = Field(required: "input", .idLists, "A list of token ids, or several.")
        static let side = Field("side", .choice, default: Side.target, "Which of the model's languages the ids are of.")

        static let all: [any FieldDeclaration] = [CommonFields.model, input, side]
    }

    let task: DetokenizeTask

    init(_ body: JSONValue) throws(ServiceError) {
        let read = try FieldReader(body, fields: Fields.all)
        let model = try read(CommonFields.model)
        let input = try read(Fields.input)
        let lists = input.items.compactMap { item in if case .ids(let ids) = item { ids } else { nil } }
        var task = DetokenizeTask(model: model, lists: lists, isSingle: input.isSingle)
        task.side = try read(Fields.side).textSide
        self.task = task
    }
}

extension ValueParser where Value == [String] {
    /// A string, or an array of strings.
    static let texts = ValueParser(schemaOfTexts) { (value, path) throws(ServiceError) in
        if let text = value.string { return [text] }
        guard value.elements != nil else { throw .wrongType(value, path, schemaOfTexts) }
        return try list(of: .string).parse(value, path)
    }
}

extension ValueParser where Value == Sequences {
    /// Token ids only: an array of them, or an array of such arrays.
    static let idLists = ValueParser(schemaOfIDLists) { (value, path) throws(ServiceError) in
        guard value.elements != nil else { throw .wrongType(value, path, schemaOfIDLists) }
        let sequences = try ValueParser<Sequences>.sequences.parse(value, path)
        for (index, item) in sequences.items.enumerated() {
            if case .text = item {
                throw .wrongType(
                    param: "\(path)[\(index)]", value: "a string",
                    expected: ValueParser<Int32>.tokenID.schema.expectation)
            }
        }
        return sequences
    }
}

private let schemaOfTexts = Schema.named("text, or a list of texts", .anyOf([.string, .array(of: .string)]))

private let schemaOfIDLists = Schema.named(
    "token ids, or a list of id lists",
    .anyOf([
        .array(of: ValueParser<Int32>.tokenID.schema), .array(of: .array(of: ValueParser<Int32>.tokenID.schema)),
    ]))
