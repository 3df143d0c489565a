import JSON
import Tasks

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
                items.append(.ids(try readTokenIDs(element, path: "\(path)[\(index)]")))
            }
            return Sequences(items: items, isSingle: false)
        case .integer:
            return Sequences(items: [.ids(try readTokenIDs(value, path: path))], isSingle: true)
        default:
            throw .wrongType(first, "\(path)[0]", schemaOfElement)
        }
    }
}

extension ValueParser where Value == Sequences {
    /// As `sequences`, but each of several may be empty or null, which is a list of no ids.
    static let sequencesOrNone = ValueParser(schemaOfSequencesOrNone) { (value, path) throws(ServiceError) in
        guard let elements = value.elements,
            let kind = elements.first(where: { !$0.isNull })?.kind ?? elements.first?.kind,
            kind == .string || kind == .array || kind == .null
        else { return try sequences.parse(value, path) }
        var items: [Sequences.Item] = []
        for (index, element) in elements.enumerated() {
            let place = "\(path)[\(index)]"
            if element.isNull || (kind == .array && element.elements?.isEmpty == true) {
                items.append(.ids([]))
            } else if kind == .string {
                guard let text = element.string else { throw .wrongType(element, place, .anyOf([.string, .null])) }
                items.append(.text(text))
            } else {
                items.append(.ids(try readTokenIDs(element, path: place)))
            }
        }
        return Sequences(items: items, isSingle: false)
    }
}

extension ValueParser where Value == [Sequences.Item] {
    /// Several short texts or lists of ids: an array of strings, or an array of arrays of token ids.
    static let sequenceList = ValueParser(schemaOfSequenceLists) { (value, path) throws(ServiceError) in
        guard value.elements != nil, value.elements?.first?.kind != .integer else {
            throw .wrongType(value, path, schemaOfSequenceLists)
        }
        return try ValueParser<Sequences>.sequences.parse(value, path).items
    }
}

private let schemaOfIDs = Schema.named("a list of token ids", .array(of: ValueParser<Int32>.tokenID.schema))
private let schemaOfSequenceLists = Schema.named(
    "a list of texts, or a list of id lists", .anyOf([.array(of: .string), .array(of: schemaOfIDs)]))
private let schemaOfSequencesOrNone = Schema.named(
    "text, a list of texts, token ids, or a list of id lists (null or an empty list for none)",
    .anyOf([
        .string, schemaOfIDs, .array(of: .anyOf([.string, .null])),
        .array(of: .anyOf([schemaOfIDs, .emptyArray, .null])),
    ]))
private let schemaOfSequences = Schema.named(
    "text, a list of texts, token ids, or a list of id lists",
    .anyOf([.string, .array(of: .string), schemaOfIDs, .array(of: schemaOfIDs)]))
private let schemaOfElement = Schema.named(
    "a text, a token id, or a list of token ids", .anyOf([.string, ValueParser<Int32>.tokenID.schema, schemaOfIDs]))

/// The parser, which keeps the path of every element, sees only lists that it will refuse: there may be many thousands of ids.
private func readTokenIDs(_ value: JSONValue, path: String) throws(ServiceError) -> [Int32] {
    if let ids = try? value.elements?.int32s(), !ids.isEmpty, ids.allSatisfy({ $0 >= 0 }) { return ids }
    guard value.elements != nil else { throw .wrongType(value, path, schemaOfIDs) }
    return try ValueParser<[Int32]>.list(of: .tokenID).parse(value, path)
}
