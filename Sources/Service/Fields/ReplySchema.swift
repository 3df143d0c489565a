/// What a part of a reply is, as the API description tells it.
indirect enum ReplySchema: Sendable {
    case boolean, integer, number, string
    case choice([String])
    case array(of: ReplySchema)
    case object([Member])
    /// An object whose keys are not known beforehand.
    case dictionary(of: ReplySchema)
    case anyOf([ReplySchema])
    case nullable(ReplySchema)

    /// Of an object.
    struct Member: Sendable {
        let name: String
        let schema: ReplySchema
        /// One line for people; empty where the name says it.
        let documentation: String
        /// Whether it is always there.
        let isRequired: Bool
    }

    /// Arrays within arrays of numbers, `depth` of them.
    static func numbers(depth: Int, of element: ReplySchema = .number) -> ReplySchema {
        depth == 0 ? element : .array(of: numbers(depth: depth - 1, of: element))
    }
}
