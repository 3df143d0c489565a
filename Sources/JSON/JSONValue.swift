internal import CJansson

/// One value of a document.
///
/// `@unchecked Sendable`: points into a document, which is immutable.
package struct JSONValue: @unchecked Sendable {
    package enum Kind: String, Sendable { case object, array, string, integer, real, boolean, null }

    private let document: JSONDocument
    let node: UnsafeMutablePointer<json_t>

    init(document: JSONDocument, node: UnsafeMutablePointer<json_t>) {
        self.document = document
        self.node = node
    }

    package var kind: Kind {
        switch node.pointee.type {
        case JSON_OBJECT: .object
        case JSON_ARRAY: .array
        case JSON_STRING: .string
        case JSON_INTEGER: .integer
        case JSON_REAL: .real
        case JSON_TRUE, JSON_FALSE: .boolean
        default: .null
        }
    }

    /// nil when the value is of another kind.
    package var string: String? {
        utf8.map { String(decoding: $0, as: UTF8.self) }
    }

    /// In files of other programs also a real without a fraction.
    package var integer: Int? {
        switch node.pointee.type {
        case JSON_INTEGER: Int(json_integer_value(node))
        case JSON_REAL where document.takesWholeReals: Int(exactly: json_real_value(node))
        default: nil
        }
    }

    /// An integer or a real.
    package var number: Double? {
        switch node.pointee.type {
        case JSON_INTEGER: Double(json_integer_value(node))
        case JSON_REAL: json_real_value(node)
        default: nil
        }
    }

    package var boolean: Bool? {
        switch node.pointee.type {
        case JSON_TRUE: true
        case JSON_FALSE: false
        default: nil
        }
    }

    package var isNull: Bool { node.pointee.type == JSON_NULL }

    /// Elements of an array; nil when it is not one.
    package var elements: JSONElements? {
        node.pointee.type == JSON_ARRAY ? JSONElements(document: document, array: node) : nil
    }

    /// Members of an object in the text's order; nil when it is not one.
    package var members: JSONMembers? {
        node.pointee.type == JSON_OBJECT ? JSONMembers(document: document, object: node) : nil
    }

    /// A member of an object; nil when absent or when this is not an object.
    package subscript(key: String) -> JSONValue? {
        // A key of the document has no U+0000; a C string would end there and find another key.
        guard !key.utf8.contains(0), let member = json_object_get(node, key) else { return nil }
        return JSONValue(document: document, node: member)
    }

    /// The bytes of a string, valid while the document lives.
    var utf8: UnsafeRawBufferPointer? {
        guard node.pointee.type == JSON_STRING else { return nil }
        return UnsafeRawBufferPointer(start: json_string_value(node), count: json_string_length(node))
    }
}
