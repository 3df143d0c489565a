import Decoding
import JSON

/// How one kind of value is read from JSON: its schema, and the reading itself, which names `path` in what it throws.
struct ValueParser<Value: Sendable>: Sendable {
    let schema: Schema
    let parse: @Sendable (_ value: JSONValue, _ path: String) throws(ServiceError) -> Value
    /// A value as JSON text, for the defaults in the API description; nil where a default is not one literal.
    let render: @Sendable (Value) -> String?

    init(
        _ schema: Schema, render: @escaping @Sendable (Value) -> String? = { _ in nil },
        parse: @escaping @Sendable (_ value: JSONValue, _ path: String) throws(ServiceError) -> Value
    ) {
        self.schema = schema
        self.render = render
        self.parse = parse
    }
}

extension ValueParser where Value == Bool {
    static let boolean = ValueParser(.boolean, render: { "\($0)" }) { (value, path) throws(ServiceError) in
        guard let flag = value.boolean else { throw .wrongType(value, path, .boolean) }
        return flag
    }
}

extension ValueParser where Value == String {
    static let string = ValueParser(.string, render: { "\"\($0)\"" }) { (value, path) throws(ServiceError) in
        guard let text = value.string else { throw .wrongType(value, path, .string) }
        return text
    }
}

extension ValueParser where Value == Int {
    static func integer(_ range: ClosedRange<Int>) -> ValueParser {
        let schema = Schema.integer(range)
        return ValueParser(schema, render: { "\($0)" }) { (value, path) throws(ServiceError) in
            guard let number = value.integer else { throw .wrongType(value, path, schema) }
            guard range.contains(number) else { throw .outOfRange(value, path, schema) }
            return number
        }
    }
}

extension ValueParser where Value == Int32 {
    /// A token id. Whether the vocabulary has it depends on the model and is checked there.
    static let tokenID = ValueParser(.integer(0...Int(Int32.max)), render: { "\($0)" }) {
        (value, path) throws(ServiceError) in
        Int32(try ValueParser<Int>.integer(0...Int(Int32.max)).parse(value, path))
    }
}

extension ValueParser where Value == Float {
    static func number(_ range: NumberRange) -> ValueParser {
        let schema = Schema.number(range)
        return ValueParser(schema, render: { "\($0)" }) { (value, path) throws(ServiceError) in
            guard let number = value.number else { throw .wrongType(value, path, schema) }
            let float = Float(number)
            // What a float holds of it counts: a tiny number may become 0.
            guard range.contains(number), range.contains(Double(float)), float.isFinite else {
                throw .outOfRange(value, path, schema)
            }
            return float
        }
    }
}

extension ValueParser where Value: RawRepresentable & CaseIterable, Value.RawValue == String {
    static var choice: ValueParser {
        let schema = Schema.choice(Value.allCases.map(\.rawValue))
        return ValueParser(schema, render: { "\"\($0.rawValue)\"" }) { (value, path) throws(ServiceError) in
            guard let name = value.string else { throw .wrongType(value, path, schema) }
            guard let choice = Value(rawValue: name) else { throw .outOfRange(value, path, schema) }
            return choice
        }
    }
}

extension ValueParser {
    /// An array of at least one element.
    static func list<Element>(of element: ValueParser<Element>) -> ValueParser where Value == [Element] {
        let schema = Schema.array(of: element.schema)
        return ValueParser(schema) { (value, path) throws(ServiceError) in
            guard let elements = value.elements else { throw .wrongType(value, path, schema) }
            guard !elements.isEmpty else { throw .invalid(param: path, "\(path) must not be an empty array.") }
            var list: [Element] = []
            list.reserveCapacity(elements.count)
            for (position, item) in elements.enumerated() {
                list.append(try element.parse(item, "\(path)[\(position)]"))
            }
            return list
        }
    }
}
