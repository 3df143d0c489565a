private import CJansson

/// Why a text is not the JSON that was expected.
package enum JSONError: Error, Equatable {
    /// - line, column: from 1; `byte`: offset of the error in the text.
    case syntax(message: String, line: Int, column: Int, byte: Int)
}

/// A parsed JSON text. Owns jansson's tree; values point into it and keep it alive.
///
/// Immutable after parsing, so that it can be read from any thread.
package final class JSONDocument: @unchecked Sendable {
    /// Rejects duplicate keys, trailing data, invalid UTF-8 and nesting deeper than jansson's limit (2,048). Any value may be the root.
    package init(parsing bytes: UnsafeRawBufferPointer) throws(JSONError) { fatalError("interface") }
    package convenience init(parsing text: [UInt8]) throws(JSONError) { fatalError("interface") }
    package convenience init(parsing text: String) throws(JSONError) { fatalError("interface") }
    package var root: JSONValue { fatalError("interface") }
}

/// One value of a document.
package struct JSONValue: @unchecked Sendable {
    package enum Kind: String, Sendable { case object, array, string, integer, real, boolean, null }
    package var kind: Kind { fatalError("interface") }

    /// nil when the value is of another kind.
    package var string: String? { fatalError("interface") }
    package var integer: Int? { fatalError("interface") }
    /// An integer or a real.
    package var number: Double? { fatalError("interface") }
    package var boolean: Bool? { fatalError("interface") }
    package var isNull: Bool { fatalError("interface") }

    /// Elements of an array; nil when it is not one.
    package var elements: JSONElements? { fatalError("interface") }
    /// Members of an object in the text's order; nil when it is not one.
    package var members: JSONMembers? { fatalError("interface") }
    /// A member of an object; nil when absent or when this is not an object.
    package subscript(key: String) -> JSONValue? { fatalError("interface") }
    /// How the value reads in an error message: at most about 60 characters of compact JSON.
    package var summary: String { fatalError("interface") }
}

/// The elements of an array, without copying them.
package struct JSONElements: RandomAccessCollection, Sendable {
    package var startIndex: Int { 0 }
    package var endIndex: Int { fatalError("interface") }
    package subscript(position: Int) -> JSONValue { fatalError("interface") }
}

/// The members of an object, in the text's order.
package struct JSONMembers: Sequence, Sendable {
    package func makeIterator() -> AnyIterator<(key: String, value: JSONValue)> { fatalError("interface") }
}
