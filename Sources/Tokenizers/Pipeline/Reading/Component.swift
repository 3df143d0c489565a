internal import JSON

/// A part of a `tokenizer.json`, which knows its place in the file, so that errors name it.
struct Component {
    let json: JSONValue
    /// As in "normalizer.normalizers[1]".
    let path: String
    let file: String

    func malformed(_ reason: String) -> TokenizerError { Self.malformed(path, reason, file: file) }

    private static func malformed(_ path: String, _ reason: String, file: String) -> TokenizerError {
        .malformed(file: file, reason: "\(path.isEmpty ? "it" : path) \(reason)")
    }

    /// nil when absent or null.
    func optional(_ name: String) -> Component? {
        guard let value = json[name], !value.isNull else { return nil }
        return Component(json: value, path: path.isEmpty ? name : "\(path).\(name)", file: file)
    }

    func required(_ name: String) throws(TokenizerError) -> Component {
        guard let member = optional(name) else { throw malformed("lacks \(name)") }
        return member
    }

    /// What kind of part it is.
    func type() throws(TokenizerError) -> String { try required("type").string() }

    func string() throws(TokenizerError) -> String {
        guard let string = json.string else { throw malformed("is \(json.summary), not a string") }
        return string
    }

    func flag() throws(TokenizerError) -> Bool {
        guard let flag = json.boolean else { throw malformed("is \(json.summary), not true or false") }
        return flag
    }

    func count(in range: ClosedRange<Int>) throws(TokenizerError) -> Int {
        guard let count = json.integer, range.contains(count) else {
            throw malformed("is \(json.summary), not an integer from \(range.lowerBound) to \(range.upperBound)")
        }
        return count
    }

    /// UTF-8 of the one scalar that a string holds.
    func scalar() throws(TokenizerError) -> [UInt8] {
        let text = try string()
        guard text.unicodeScalars.count == 1 else { throw malformed("is \(json.summary), not one character") }
        return Array(text.utf8)
    }

    func elements() throws(TokenizerError) -> [Component] {
        guard let elements = json.elements else { throw malformed("is \(json.summary), not an array") }
        return elements.enumerated().map { Component(json: $0.element, path: "\(path)[\($0.offset)]", file: file) }
    }

    func requiredFlag(_ name: String) throws(TokenizerError) -> Bool { try required(name).flag() }

    func flag(_ name: String, default value: Bool) throws(TokenizerError) -> Bool {
        try optional(name)?.flag() ?? value
    }

    /// A pattern is `{"String": literal}` or `{"Regex": expression}`.
    func pattern() throws(TokenizerError) -> Pattern {
        if let literal = optional("String") {
            let bytes = Array(try literal.string().utf8)
            guard !bytes.isEmpty else { throw literal.malformed("is empty") }
            return .literal(bytes)
        }
        guard let expression = optional("Regex") else { throw malformed("has neither String nor Regex") }
        let text = try expression.string()
        guard !text.isEmpty else { throw expression.malformed("is empty") }
        return try Self.expression(text, path: expression.path, file: file)
    }

    static func expression(_ text: String, path: String = "", file: String) throws(TokenizerError) -> Pattern {
        do {
            return .expression(try RegularExpression(text))
        } catch {
            throw Component.malformed(path, "is not a regular expression: \(error.message)", file: file)
        }
    }

    func unsupported() throws(TokenizerError) -> TokenizerError { malformed("of type \(try type()) is not supported") }
}
