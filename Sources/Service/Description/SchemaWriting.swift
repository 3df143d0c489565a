import Decoding
import JSON

/// JSON Schema (2020-12), as OpenAPI 3.1 has it.
extension JSONWriter {
    /// The schema of a request's field.
    mutating func schema(_ field: any FieldDeclaration) {
        object { writer in
            writer.members(of: field.schema, isNullable: !field.isRequired)
            writer.field("description", field.documentation)
            if let json = field.defaultJSON, let document = try? JSONDocument(parsing: json) {
                writer.key("default")
                writer.value(document.root)
            }
        }
    }

    mutating func schema(_ schema: Schema) {
        object { $0.members(of: schema, isNullable: false) }
    }

    /// - isNullable: null stands for a field that is left out.
    private mutating func members(of schema: Schema, isNullable: Bool) {
        switch schema {
        case .boolean: type("boolean", isNullable)
        case .string: type("string", isNullable)
        case .integer(let range):
            type("integer", isNullable)
            if range.lowerBound > .min { field("minimum", range.lowerBound) }
            if range.upperBound < .max { field("maximum", range.upperBound) }
        case .number(let range):
            type("number", isNullable)
            bounds(range)
        case .choice(let names):
            type("string", isNullable)
            key("enum")
            array { writer in
                for name in names { writer.value(name) }
                if isNullable { writer.null() }
            }
        case .array(let element):
            type("array", isNullable)
            key("items")
            self.schema(element)
            field("minItems", 1)
        case .emptyArray:
            type("array", isNullable)
            field("maxItems", 0)
        case .null: type("null", false)
        case .anyOf(let schemas):
            key("anyOf")
            array { writer in
                for schema in schemas { writer.schema(schema) }
                if isNullable { writer.object { $0.field("type", "null") } }
            }
        case .named(_, let schema): members(of: schema, isNullable: isNullable)
        case .object(let fields):
            type("object", isNullable)
            properties(fields)
        }
    }

    private mutating func type(_ name: String, _ isNullable: Bool) {
        key("type")
        guard isNullable else { return value(name) }
        array { writer in
            writer.value(name)
            writer.value("null")
        }
    }

    private mutating func bounds(_ range: NumberRange) {
        // The last number that is rounded to a finite float: the largest of them, as it is printed, is a little above itself.
        let largest = 0x1.FFFFFFp127.nextDown
        key(range.includesLower ? "minimum" : "exclusiveMinimum" as String)
        value(max(range.lower, -largest))
        field("maximum", min(range.upper, largest))
    }

    private mutating func properties(_ fields: [any FieldDeclaration]) {
        key("properties")
        object { writer in
            for field in fields {
                writer.key(field.name)
                writer.schema(field)
            }
        }
        required(fields.filter(\.isRequired).map(\.name))
    }

    private mutating func required(_ names: [String]) {
        if !names.isEmpty {
            key("required")
            array { writer in for name in names { writer.value(name) } }
        }
        field("additionalProperties", false)
    }

    /// The schema of a reply or of a part of one.
    mutating func schema(_ schema: ReplySchema, _ documentation: String = "") {
        object { writer in
            writer.members(of: schema)
            if !documentation.isEmpty { writer.field("description", documentation) }
        }
    }

    private mutating func members(of schema: ReplySchema) {
        switch schema {
        case .boolean: type("boolean", false)
        case .integer: type("integer", false)
        case .number: type("number", false)
        case .string: type("string", false)
        case .choice(let names):
            type("string", false)
            key("enum")
            array { writer in for name in names { writer.value(name) } }
        case .array(let element):
            type("array", false)
            key("items")
            self.schema(element)
        case .object(let fields):
            type("object", false)
            key("properties")
            object { writer in
                for field in fields {
                    writer.key(field.name)
                    writer.schema(field.schema, field.documentation)
                }
            }
            required(fields.filter(\.isRequired).map(\.name))
        case .dictionary(let element):
            type("object", false)
            key("additionalProperties")
            self.schema(element)
        case .anyOf(let schemas):
            key("anyOf")
            array { writer in for schema in schemas { writer.schema(schema) } }
        case .nullable(let wrapped):
            key("anyOf")
            array { writer in
                writer.schema(wrapped)
                writer.object { $0.field("type", "null") }
            }
        }
    }
}
