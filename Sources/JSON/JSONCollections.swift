internal import CJansson

/// The elements of an array, without copying them.
///
/// `@unchecked Sendable`: points into a document, which is immutable.
package struct JSONElements: RandomAccessCollection, @unchecked Sendable {
    private let document: JSONDocument
    private let array: UnsafeMutablePointer<json_t>

    init(document: JSONDocument, array: UnsafeMutablePointer<json_t>) {
        self.document = document
        self.array = array
        endIndex = json_array_size(array)
    }

    package var startIndex: Int { 0 }
    package let endIndex: Int

    package subscript(position: Int) -> JSONValue {
        JSONValue(document: document, node: node(at: position))
    }

    func node(at position: Int) -> UnsafeMutablePointer<json_t> {
        guard position >= 0, let node = json_array_get(array, position) else {
            preconditionFailure("index \(position) is outside 0..<\(endIndex)")
        }
        return node
    }
}

/// The members of an object, in the text's order.
///
/// `@unchecked Sendable`: points into a document, which is immutable.
package struct JSONMembers: Sequence, @unchecked Sendable {
    private let document: JSONDocument
    private let object: UnsafeMutablePointer<json_t>
    package let count: Int

    init(document: JSONDocument, object: UnsafeMutablePointer<json_t>) {
        self.document = document
        self.object = object
        count = json_object_size(object)
    }

    package var underestimatedCount: Int { count }

    package func makeIterator() -> Iterator {
        Iterator(document: document, object: object, position: json_object_iter(object))
    }

    package struct Iterator: IteratorProtocol {
        fileprivate let document: JSONDocument
        fileprivate let object: UnsafeMutablePointer<json_t>
        /// jansson's cursor at the next member; nil at the end.
        fileprivate var position: UnsafeMutableRawPointer?

        package mutating func next() -> (key: String, value: JSONValue)? {
            guard let key = json_object_iter_key(position), let node = json_object_iter_value(position) else {
                return nil
            }
            position = json_object_iter_next(object, position)
            return (String(cString: key), JSONValue(document: document, node: node))
        }
    }
}
