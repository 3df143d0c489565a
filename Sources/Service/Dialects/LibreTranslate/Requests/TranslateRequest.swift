import JSON
import Tasks

/// Fields of several requests of this dialect.
enum CommonTranslateFields {
    static let apiKey = Field(
        "api_key", optional: .string, "One of the API keys, for clients that do not send it as a header.")
    static let secret = Field("secret", optional: .string, "Of no effect: for pages of LibreTranslate itself.")

    /// Both are what they are described as, though no task depends on them.
    static func check(_ read: FieldReader) throws(ServiceError) {
        _ = try read(apiKey)
        _ = try read(secret)
    }
}

/// What `POST /translate` is sent.
struct TranslateRequest {
    enum Format: String, CaseIterable { case text, html }

    enum Fields {
        static let text = Field(required: "q", ValueParser<TranslatedTexts>.texts, "One text or several.")
        static let source = Field(
            required: "source", .string, "The texts' language, a code of GET /languages; auto: each text is looked at.")
        static let target = Field(
            required: "target", .string, "The language to translate into, a code of GET /languages.")
        static let format = Field(
            "format", .choice, default: Format.text, "What the texts are; html is not translated yet.")
        static let alternatives = Field(
            "alternatives", .integerOrText(0...(TranslateTask.mostTranslations - 1)), default: 0,
            "How many translations of each text to return beside the best one, at most.")

        static let all: [any FieldDeclaration] = [
            text, source, target, format, alternatives, CommonTranslateFields.apiKey, CommonTranslateFields.secret,
        ]
    }

    static let detected = "auto"

    let task: TranslateTask

    init(_ parameters: JSONValue) throws(ServiceError) {
        let read = try FieldReader(parameters, fields: Fields.all)
        try CommonTranslateFields.check(read)
        let texts = try read(Fields.text)
        let source = try read(Fields.source)
        var task = TranslateTask(
            texts: texts.texts, isSingle: texts.isSingle, source: source == Self.detected ? nil : source,
            target: try read(Fields.target))
        task.alternatives = try read(Fields.alternatives)
        guard try read(Fields.format) == .text else {
            throw .invalid(
                param: Fields.format.name,
                "format \"html\" is not translated here: its tags would be lost. Send the text between them, as \"text\"."
            )
        }
        self.task = task
    }
}

/// What `POST /detect` is sent.
struct DetectRequest {
    enum Fields {
        static let text = Field(required: "q", .string, "A text.")

        static let all: [any FieldDeclaration] = [text, CommonTranslateFields.apiKey, CommonTranslateFields.secret]
    }

    let text: String

    init(_ parameters: JSONValue) throws(ServiceError) {
        let read = try FieldReader(parameters, fields: Fields.all)
        try CommonTranslateFields.check(read)
        text = try read(Fields.text)
        let limit = ServedModel.maxTokenizedBytes
        guard text.utf8.count <= limit else {
            throw .invalid(
                param: Fields.text.name,
                "\(Fields.text.name) has \(text.utf8.count) bytes of text; the limit is \(limit).")
        }
    }
}

/// One text or several, which the reply mirrors.
struct TranslatedTexts: Sendable {
    let texts: [String]
    let isSingle: Bool
}

extension ValueParser where Value == TranslatedTexts {
    fileprivate static let texts = ValueParser(ValueParser<[String]>.texts.schema) {
        (value, path) throws(ServiceError) in
        TranslatedTexts(
            texts: try ValueParser<[String]>.texts.parse(value, path), isSingle: value.string != nil)
    }
}

extension ValueParser where Value == Int {
    /// Forms have texts only.
    fileprivate static func integerOrText(_ range: ClosedRange<Int>) -> ValueParser {
        let schema = Schema.integer(range)
        return ValueParser(schema, render: { "\($0)" }) { (value, path) throws(ServiceError) in
            guard let text = value.string else { return try integer(range).parse(value, path) }
            guard let number = Int(text) else { throw .wrongType(value, path, schema) }
            guard range.contains(number) else { throw .outOfRange(value, path, schema) }
            return number
        }
    }
}
