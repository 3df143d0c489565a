import JSON

/// The value of `input` and of its kin: one text or one list of token ids, or an array of either.
struct Sequences: Sendable, Equatable {
    enum Item: Sendable, Equatable {
        case text(String)
        /// Taken as they are: nothing is added.
        case ids([Int32])
    }

    var items: [Item]
    /// Whether it was written without the outer array.
    var isSingle: Bool

    /// How item `index` is named in messages: `input`, or `input[2]`.
    func path(_ index: Int, in field: String) -> String { isSingle ? field : "\(field)[\(index)]" }
}

extension ValueParser where Value == Sequences {
    /// A string, an array of strings, an array of token ids, or an array of arrays of token ids.
    static let sequences = ValueParser(schemaOfSequences) { (value, path) throws(ServiceError) in
        if let text = value.string { return Sequences(items: [.text(text)], isSingle: true) }
        guard let elements = value.elements else { throw .wrongType(value, path, schemaOfSequences) }
        guard let first = elements.first else {
            throw .invalid(param: path, "\(path) must not be an empty array.")
        }
        switch first.kind {
        case .string:
            var items: [Sequences.Item] = []
            for (index, element) in elements.enumerated() {
                guard let text = element.string else {
                    throw .wrongType(element, "\(path)[\(index)]", .string)
                }
                items.append(.text(text))
            }
            return Sequences(items: items, isSingle: false)
        case .array:
            var items: [Sequences.Item] = []
            for (index, element) in elements.enumerated() {
                let elementPath = "\(path)[\(index)]"
                guard let ids = element.elements else {
                    throw .wrongType(element, elementPath, .array(of: ValueParser<Int32>.tokenID.schema))
                }
                items.append(.ids(try readTokenIDs(ids, path: elementPath)))
            }
            return Sequences(items: items, isSingle: false)
        case .integer:
            return Sequences(items: [.ids(try readTokenIDs(elements, path: path))], isSingle: true)
        default:
            throw .wrongType(first, "\(path)[0]", schemaOfSequences)
        }
    }
}

extension ValueParser where Value == [Sequences.Item] {
    /// Several short texts or lists of ids: an array of strings, or an array of arrays of token ids.
    static let sequenceList = ValueParser(
        .anyOf([.array(of: .string), .array(of: .array(of: ValueParser<Int32>.tokenID.schema))])
    ) { (value, path) throws(ServiceError) in
        guard value.elements != nil, value.elements?.first?.kind != .integer else {
            throw .wrongType(
                value, path, .anyOf([.array(of: .string), .array(of: .array(of: ValueParser<Int32>.tokenID.schema))]))
        }
        return try ValueParser<Sequences>.sequences.parse(value, path).items
    }
}

private let schemaOfSequences = Schema.anyOf([
    .string, .array(of: .string), .array(of: ValueParser<Int32>.tokenID.schema),
    .array(of: .array(of: ValueParser<Int32>.tokenID.schema)),
])

private func readTokenIDs(_ elements: JSONElements, path: String) throws(ServiceError) -> [Int32] {
    guard !elements.isEmpty else { throw .invalid(param: path, "\(path) must not be an empty array.") }
    var ids: [Int32] = []
    ids.reserveCapacity(elements.count)
    for (index, element) in elements.enumerated() {
        // The parser's path is only built for an element that is refused: there may be many thousands.
        guard let number = element.integer, let id = Int32(exactly: number), id >= 0 else {
            _ = try ValueParser<Int32>.tokenID.parse(element, "\(path)[\(index)]")
            continue
        }
        ids.append(id)
    }
    return ids
}
