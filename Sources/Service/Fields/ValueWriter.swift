import JSON

/// How one kind of value is written into replies: its schema, and the writing itself. The counterpart of `ValueParser`.
struct ValueWriter<Value>: Sendable {
    let schema: ReplySchema
    /// Throws `CancellationError` and nothing else: a large value is given up when the client goes.
    let write: @Sendable (Value, inout JSONWriter) throws -> Void

    init(_ schema: ReplySchema, write: @escaping @Sendable (Value, inout JSONWriter) throws -> Void) {
        self.schema = schema
        self.write = write
    }

    /// For a value of which no part is so large that writing it is given up.
    func writeSmall(_ value: Value, _ writer: inout JSONWriter) {
        do { try write(value, &writer) } catch { preconditionFailure("a small value was given up: \(error)") }
    }
}

/// One member of an object in a reply, declared once: the same value writes it and describes it.
struct ReplyField<Subject>: Sendable {
    let member: ReplySchema.Member
    /// Writes the key and the value, or nothing.
    fileprivate let write: @Sendable (Subject, inout JSONWriter) throws -> Void

    private init(
        _ name: String, _ schema: ReplySchema, _ documentation: String, isRequired: Bool,
        write: @escaping @Sendable (Subject, inout JSONWriter) throws -> Void
    ) {
        member = ReplySchema.Member(name: name, schema: schema, documentation: documentation, isRequired: isRequired)
        self.write = write
    }

    /// A member that is always there.
    init<Value>(
        _ name: String, _ type: ValueWriter<Value>, _ documentation: String = "",
        of value: @escaping @Sendable (Subject) -> Value
    ) {
        self.init(name, type.schema, documentation, isRequired: true) { subject, writer in
            writer.key(name)
            try type.write(value(subject), &writer)
        }
    }

    /// A member that is left out where there is no value.
    static func optional<Value>(
        _ name: String, _ type: ValueWriter<Value>, _ documentation: String = "",
        of value: @escaping @Sendable (Subject) -> Value?
    ) -> ReplyField {
        ReplyField(name, type.schema, documentation, isRequired: false) { subject, writer in
            guard let value = value(subject) else { return }
            writer.key(name)
            try type.write(value, &writer)
        }
    }

    /// An array whose elements are made one by one, while it is written.
    /// - elements: calls back for each element
    static func list<Element>(
        _ name: String, of type: ValueWriter<Element>, _ documentation: String = "",
        elements: @escaping @Sendable (Subject, (Element) throws -> Void) throws -> Void
    ) -> ReplyField {
        ReplyField(name, .array(of: type.schema), documentation, isRequired: true) { subject, writer in
            writer.key(name)
            try writer.array { writer in try elements(subject) { try type.write($0, &writer) } }
        }
    }

    /// The same member of what the subject is a part of, or has as a part.
    func of<Whole>(_ part: @escaping @Sendable (Whole) -> Subject) -> ReplyField<Whole> {
        ReplyField<Whole>(
            member.name, member.schema, member.documentation, isRequired: member.isRequired
        ) { whole, writer in try write(part(whole), &writer) }
    }
}

extension Array {
    /// As `ReplyField.of`, of several.
    func of<Whole, Subject>(_ part: @escaping @Sendable (Whole) -> Subject) -> [ReplyField<Whole>]
    where Element == ReplyField<Subject> { map { $0.of(part) } }
}

extension ValueWriter {
    /// - parts: of the list of members, in their order
    static func object(_ parts: [ReplyField<Value>]...) -> ValueWriter {
        let fields = parts.flatMap(\.self)
        return ValueWriter(.object(fields.map(\.member))) { value, writer in
            try writer.object { writer in for field in fields { try field.write(value, &writer) } }
        }
    }

    static func array<Element>(of element: ValueWriter<Element>) -> ValueWriter where Value == [Element] {
        ValueWriter(.array(of: element.schema)) { values, writer in
            try writer.array { writer in for value in values { try element.write(value, &writer) } }
        }
    }

    static func nullable<Wrapped>(_ wrapped: ValueWriter<Wrapped>) -> ValueWriter where Value == Wrapped? {
        ValueWriter(.nullable(wrapped.schema)) { value, writer in
            if let value { try wrapped.write(value, &writer) } else { writer.null() }
        }
    }
}

extension ValueWriter where Value: RawRepresentable & CaseIterable & Sendable, Value.RawValue == String {
    /// - choices: those that are written; all when left out
    static func choice(_ choices: [Value] = Array(Value.allCases)) -> ValueWriter {
        ValueWriter(.choice(choices.map(\.rawValue))) { $1.value($0.rawValue) }
    }
}

extension ValueWriter<Bool> {
    static let boolean: ValueWriter = ValueWriter(.boolean) { $1.value($0) }
}

extension ValueWriter<Int> {
    static let integer: ValueWriter = ValueWriter(.integer) { $1.value($0) }
}

extension ValueWriter<Int32> {
    static let id: ValueWriter = ValueWriter(.integer) { $1.value(Int($0)) }
}

extension ValueWriter<Float> {
    static let number: ValueWriter = ValueWriter(.number) { $1.value($0) }
    /// Which JSON has no number for when it is not finite.
    static let numberOrNull: ValueWriter = ValueWriter(.nullable(.number)) { $1.value($0) }
}

extension ValueWriter<Double> {
    static let number: ValueWriter = ValueWriter(.number) { $1.value($0) }
}

extension ValueWriter<String> {
    static let string: ValueWriter = ValueWriter(.string) { $1.value($0) }
}

extension ValueWriter<Void> {
    /// The same in every reply.
    static func constant(_ text: String) -> ValueWriter { ValueWriter(.choice([text])) { $1.value(text) } }
}
