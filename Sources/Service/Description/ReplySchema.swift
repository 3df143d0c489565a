/// What a reply holds, declared beside what writes it: the source of the replies' schemas in the API description.
indirect enum ReplySchema: Sendable {
    case boolean, integer, number, string
    case choice([String])
    case array(of: ReplySchema)
    case object([ReplyField])
    /// An object whose keys are not known beforehand.
    case dictionary(of: ReplySchema)
    case anyOf([ReplySchema])
    case nullable(ReplySchema)

    /// Arrays within arrays of numbers, `depth` of them.
    static func numbers(depth: Int, of element: ReplySchema = .number) -> ReplySchema {
        depth == 0 ? element : .array(of: numbers(depth: depth - 1, of: element))
    }
}

/// A member of an object in a reply.
struct ReplyField: Sendable {
    let name: String
    let schema: ReplySchema
    /// One line for people; empty where the name says it.
    let documentation: String
    /// Whether it is always there.
    let isRequired: Bool

    init(_ name: String, _ schema: ReplySchema, _ documentation: String = "", isRequired: Bool = true) {
        self.name = name
        self.schema = schema
        self.documentation = documentation
        self.isRequired = isRequired
    }

    static func optional(_ name: String, _ schema: ReplySchema, _ documentation: String = "") -> ReplyField {
        ReplyField(name, schema, documentation, isRequired: false)
    }
}
