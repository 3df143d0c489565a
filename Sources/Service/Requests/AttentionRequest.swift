import JSON
import Transformer

/// The field `attention` of /encode and /decode: which maps the client wants, before a model is known.
struct AttentionRequest: Sendable {
    /// Indices as the client wrote them; nil: all. Negative ones count from the end.
    typealias Indices = [Int]?

    enum Fields {
        static let maps = Field(
            "maps", optional: .list(of: .choice) as ValueParser<[AttentionSelection.Map]>,
            "Which maps; all that the route and the model have when left out.")
        static let layers = Field(
            "layers", .indices, default: nil, "\"all\", or layer indices; negative ones count from the end.")
        static let heads = Field(
            "heads", .indices, default: nil, "\"all\", or head indices; negative ones count from the end.")
        static let reduce = Field(
            "reduce", .choice, default: AttentionFormat.Reduction.none,
            "The mean or the largest weight of the chosen heads in their place: the axis of heads then has the length 1."
        )
        static let encoding = Field(
            "encoding", .choice, default: AttentionFormat.Encoding.json,
            "How weights are written: as nested arrays, or as the base64 of their bytes, row-major and little-endian.")
        static let numberType = Field(
            "dtype", .choice, default: AttentionFormat.NumberType.float32,
            "The numbers in base64; uint8 is a weight times 255, rounded.")

        static let all: [any FieldDeclaration] = [maps, layers, heads, reduce, encoding, numberType]
    }

    /// nil: all that apply.
    let maps: [AttentionSelection.Map]?
    let layers: Indices
    let heads: Indices
    let format: AttentionFormat

    static func field(_ documentation: String) -> Field<AttentionRequest?> {
        Field("attention", .attention, default: nil, documentation)
    }

    /// Everything that applies.
    fileprivate static let all = AttentionRequest()

    private init() {
        (maps, layers, heads) = (nil, nil, nil)
        format = AttentionFormat()
    }

    fileprivate init(_ value: JSONValue, path: String) throws(ServiceError) {
        let read = try FieldReader(value, path: path, fields: Fields.all)
        maps = try read(Fields.maps)
        layers = try read(Fields.layers)
        heads = try read(Fields.heads)
        if let maps, Set(maps).count < maps.count {
            throw .invalid(param: "\(path).maps", "\(path).maps names a map twice.")
        }
        format = AttentionFormat(
            reduction: try read(Fields.reduce), encoding: try read(Fields.encoding),
            numberType: try read(Fields.numberType))
        if format.encoding == .json, format.numberType != .float32 {
            throw .noEffect(
                param: "\(path).dtype",
                message:
                    "\(path).dtype has no effect on JSON, whose numbers read back as the float32 that they are: send "
                    + "\"encoding\": \"base64\".")
        }
    }
}

extension ValueParser where Value == AttentionRequest? {
    /// `false`: none; `true`: all maps, layers and heads; or an object.
    static let attention = ValueParser(schemaOfAttention, render: { $0 == nil ? "false" : nil }) {
        (value, path) throws(ServiceError) in
        if let wanted = value.boolean { return wanted ? .all : nil }
        guard value.members != nil else { throw .wrongType(value, path, schemaOfAttention) }
        return try AttentionRequest(value, path: path)
    }
}

extension ValueParser where Value == AttentionRequest.Indices {
    /// `"all"` or a list of indices without duplicates.
    static let indices = ValueParser(schemaOfIndices, render: { $0 == nil ? "\"all\"" : nil }) {
        (value, path) throws(ServiceError) in
        if value.string == "all" { return nil }
        guard value.elements != nil else { throw .wrongType(value, path, schemaOfIndices) }
        return try ValueParser<[Int]>.list(of: .integer(.min ... .max)).parse(value, path)
    }
}

private let schemaOfAttention = Schema.anyOf([
    .boolean, .object(AttentionRequest.Fields.all),
])
private let schemaOfIndices = Schema.named(
    "\"all\", or a list of indices", .anyOf([.choice(["all"]), .array(of: .integer(.min ... .max))]))

extension AttentionRequest {
    /// What the request selects in a model.
    /// - available: the maps that the route can return; a model without a decoder has the encoder's only.
    /// - Throws: a map that does not apply, an index out of range, or one given twice (also as -1 and the last).
    func selection(available: [AttentionSelection.Map], in description: ModelDescription) throws(ServiceError)
        -> AttentionSelection
    {
        let field = "attention"
        for (position, map) in (maps ?? []).enumerated() where !available.contains(map) {
            let names = available.map { "\"\($0.rawValue)\"" }.joined(separator: ", ")
            throw .invalid(
                param: "\(field).maps[\(position)]",
                "\(field).maps[\(position)]: \"\(map.rawValue)\" does not apply here; this route returns \(names).")
        }
        var selection = AttentionSelection()
        for map in maps ?? available {
            // The cross-attention belongs to the decoder's layers.
            let stack = map == .encoder ? description.encoder : description.decoder ?? description.encoder
            let selected = AttentionSelection.Selected(
                layers: try Self.resolve(layers, count: stack.layers, path: "\(field).layers", map: map),
                heads: try Self.resolve(heads, count: stack.heads, path: "\(field).heads", map: map))
            switch map {
            case .encoder: selection.encoder = selected
            case .decoder: selection.decoder = selected
            case .cross: selection.cross = selected
            }
        }
        return selection
    }

    private static func resolve(
        _ indices: Indices, count: Int, path: String, map: AttentionSelection.Map
    ) throws(ServiceError) -> [Int] {
        guard let indices else { return Array(0..<count) }
        var resolved: [Int] = []
        for (position, index) in indices.enumerated() {
            let name = "\(path)[\(position)]"
            guard index >= -count, index < count else {
                throw .outOfRange(
                    param: name, value: "\(index)",
                    expected: "an integer from \(-count) to \(count - 1) (the \(map.rawValue) map has \(count))")
            }
            let place = index < 0 ? index + count : index
            guard !resolved.contains(place) else {
                throw .invalid(param: name, "\(name) is given twice: \(index) is index \(place) again.")
            }
            resolved.append(place)
        }
        return resolved
    }
}
