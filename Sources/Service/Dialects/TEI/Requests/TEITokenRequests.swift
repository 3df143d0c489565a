import JSON
import Tasks

/// The body of `POST /tei/tokenize`.
struct TEITokenizeRequest {
    enum Fields {
        static let inputs = Field(required: "inputs", ValueParser<[String]>.texts, "One text or several.")
        static let addSpecialTokens = Field(
            "add_special_tokens", .boolean, default: true, "Add the model's own begin and end tokens.")
        static let all: [any FieldDeclaration] = [inputs, addSpecialTokens]
    }

    let task: TokenizeTask

    init(_ body: JSONValue) throws(ServiceError) {
        let read = try FieldReader(body, fields: Fields.all)
        var task = TokenizeTask(texts: try read(Fields.inputs))
        task.addsSpecialTokens = try read(Fields.addSpecialTokens)
        self.task = task
    }
}

/// The body of `POST /tei/decode`.
struct TEIDecodeRequest {
    enum Fields {
        static let ids = Field(required: "ids", ValueParser<Sequences>.idLists, "A list of token ids, or several.")
        static let skipSpecialTokens = Field(
            "skip_special_tokens", .boolean, default: true, "Must be true: texts are put together without them.")
        static let all: [any FieldDeclaration] = [ids, skipSpecialTokens]
    }

    let task: DetokenizeTask

    init(_ body: JSONValue) throws(ServiceError) {
        let read = try FieldReader(body, fields: Fields.all)
        let ids = try read(Fields.ids)
        let lists = ids.items.compactMap { item in if case .ids(let ids) = item { ids } else { nil } }
        guard try read(Fields.skipSpecialTokens) else {
            let name = Fields.skipSpecialTokens.name
            throw .invalid(
                param: name, "\(name) must be true: texts are put together without special tokens here.")
        }
        var task = DetokenizeTask(lists: lists, isSingle: ids.isSingle)
        task.side = .source
        self.task = task
    }
}
