import JSON

/// Holds values against the part of JSON Schema that the API description uses. Members that a schema of an object does not name are
/// violations, so that nothing is written that is not described.
struct SchemaChecker {
    /// Of `#/components/schemas/`.
    let components: JSONValue?

    /// What is wrong with the value; empty when nothing is.
    func violations(_ value: JSONValue, _ schema: JSONValue, at path: String = "$") -> [String] {
        if let reference = schema["$ref"]?.string {
            let name = String(reference.split(separator: "/").last ?? "")
            guard let target = components?[name] else { return ["\(path): no schema \(reference)"] }
            return violations(value, target, at: path)
        }
        if let choices = schema["anyOf"]?.elements {
            let each = choices.map { violations(value, $0, at: path) }
            return each.contains { $0.isEmpty } ? [] : ["\(path): \(value.summary) fits none: \(each)"]
        }
        let types = schema["type"]?.elements?.compactMap(\.string) ?? [schema["type"]?.string].compactMap { $0 }
        guard types.isEmpty || types.contains(where: { Self.is(value, $0) }) else {
            return ["\(path): \(value.summary) is not \(types)"]
        }
        if let allowed = schema["enum"]?.elements, !allowed.contains(where: { $0.text == value.text }) {
            return ["\(path): \(value.summary) is none of \(schema["enum"]?.text ?? "")"]
        }
        return bounds(value, schema, path) + elements(value, schema, path) + members(value, schema, path)
    }

    private static func `is`(_ value: JSONValue, _ type: String) -> Bool {
        switch (type, value.kind) {
        case ("object", .object), ("array", .array), ("string", .string), ("integer", .integer), ("number", .integer),
            ("number", .real), ("boolean", .boolean), ("null", .null):
            true
        default: false
        }
    }

    private func bounds(_ value: JSONValue, _ schema: JSONValue, _ path: String) -> [String] {
        guard let number = value.number else { return [] }
        let isInside =
            schema["minimum"]?.number.map { number >= $0 } ?? true
            && schema["maximum"]?.number.map { number <= $0 } ?? true
            && schema["exclusiveMinimum"]?.number.map { number > $0 } ?? true
        return isInside ? [] : ["\(path): \(number) is out of range"]
    }

    private func elements(_ value: JSONValue, _ schema: JSONValue, _ path: String) -> [String] {
        guard let elements = value.elements else { return [] }
        let least = schema["minItems"]?.integer ?? 0
        let problems = elements.count < least ? ["\(path): \(elements.count) elements"] : []
        guard let item = schema["items"] else { return problems }
        return problems + elements.enumerated().flatMap { violations($1, item, at: "\(path)[\($0)]") }
    }

    private func members(_ value: JSONValue, _ schema: JSONValue, _ path: String) -> [String] {
        guard let members = value.members, schema["properties"] != nil || schema["additionalProperties"] != nil else {
            return []
        }
        let missing = schema["required"]?.elements?.compactMap(\.string).filter { value[$0] == nil } ?? []
        return missing.map { "\(path): \($0) is missing" }
            + members.flatMap { key, member in
                if let schema = schema["properties"]?[key] { return violations(member, schema, at: "\(path).\(key)") }
                if let schema = schema["additionalProperties"], schema.kind == .object {
                    return violations(member, schema, at: "\(path).\(key)")
                }
                return ["\(path): \(key) is not described"]
            }
    }
}
