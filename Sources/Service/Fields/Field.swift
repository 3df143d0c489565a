import JSON

/// What is known of a field without knowing the type of its values: enough to reject unknown fields, and to describe the API.
protocol FieldDeclaration: Sendable {
    var name: String { get }
    var schema: Schema { get }
    /// One line for people.
    var documentation: String { get }
    var isRequired: Bool { get }
    /// The default as JSON text; nil when there is none or when it depends on the model.
    var defaultJSON: String? { get }
}

/// One field of a request, declared once: the same value reads it from a request and describes it.
///
/// `null` stands for an absent field, as clients that serialise their optional values expect.
struct Field<Value: Sendable>: FieldDeclaration {
    let name: String
    let documentation: String
    let schema: Schema
    let defaultJSON: String?
    private let valueWhenAbsent: Value?
    private let parse: @Sendable (JSONValue, String) throws(ServiceError) -> Value

    var isRequired: Bool { valueWhenAbsent == nil }

    /// A field that may be left out.
    init(_ name: String, _ type: ValueParser<Value>, default value: Value, _ documentation: String) {
        self.name = name
        self.documentation = documentation
        schema = type.schema
        defaultJSON = type.render(value)
        valueWhenAbsent = value
        parse = type.parse
    }

    /// A field that every request has.
    init(required name: String, _ type: ValueParser<Value>, _ documentation: String) {
        self.name = name
        self.documentation = documentation
        schema = type.schema
        defaultJSON = nil
        valueWhenAbsent = nil
        parse = type.parse
    }

    /// A field without a default of its own: nil when left out.
    init<Wrapped>(_ name: String, optional type: ValueParser<Wrapped>, _ documentation: String)
    where Value == Wrapped? {
        self.name = name
        self.documentation = documentation
        schema = type.schema
        defaultJSON = nil
        valueWhenAbsent = .some(nil)
        parse = { (value, path) throws(ServiceError) in try type.parse(value, path) }
    }

    fileprivate func read(_ value: JSONValue?, at path: String) throws(ServiceError) -> Value {
        guard let value, !value.isNull else {
            guard let valueWhenAbsent else { throw .missingField(param: path, expected: schema.expectation) }
            return valueWhenAbsent
        }
        return try parse(value, path)
    }
}

/// An object of a request whose members have been checked against its declared fields.
struct FieldReader {
    private let object: JSONValue
    private let path: String?

    /// - path: where the object stands in the request; nil for the whole body.
    init(_ value: JSONValue, path: String? = nil, fields: [any FieldDeclaration]) throws(ServiceError) {
        guard let members = value.members else {
            throw .wrongType(value, path, .object(fields))
        }
        object = value
        self.path = path
        for (name, _) in members where !fields.contains(where: { $0.name == name }) {
            throw .unknownField(param: full(String(name.prefix(200))), known: fields.map(\.name))
        }
    }

    func callAsFunction<Value>(_ field: Field<Value>) throws(ServiceError) -> Value {
        try field.read(object[field.name], at: full(field.name))
    }

    private func full(_ name: String) -> String { path.map { "\($0).\(name)" } ?? name }
}
