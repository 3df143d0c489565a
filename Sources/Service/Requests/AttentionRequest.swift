import JSON
import Transformer

/// The field `attention` of /encode and /decode: which maps the client wants, before a model is known.
struct AttentionRequest: Sendable {
    /// Indices as the client wrote them; nil: all. Negative ones count from the end.
    typealias Indices = [Int]?

    enum Encoding: String, CaseIterable { case json, base64 }
    enum Reduction: String, CaseIterable { case none, mean, max }
    enum NumberType: String, CaseIterable { case float32, float16, uint8 }

    enum Fields {
        static let maps = Field(
            "maps", optional: .list(of: .choice) as ValueParser<[AttentionSelection.Map]>,
            "Which maps; all that the route and the model have when left out.")
        static let layers = Field(
            "layers", .indices, default: nil, "\"all\", or layer indices; negative ones count from the end.")
        static let heads = Field(
            "heads", .indices, default: nil, "\"all\", or head indices; negative ones count from the end.")
        static let reduce = Field("reduce", .choice, default: Reduction.none, "How heads are reduced to one.")
        static let encoding = Field("encoding", .choice, default: Encoding.json, "How weights are written.")
        static let numberType = Field(
            "dtype", .choice, default: NumberType.float32, "The numbers of an encoding other than json.")

        static let all: [any FieldDeclaration] = [maps, layers, heads, reduce, encoding, numberType]
    }

    /// nil: all that apply.
    let maps: [AttentionSelection.Map]?
    let layers: Indices
    let heads: Indices

    static func field(_ documentation: String) -> Field<AttentionRequest?> {
        Field("attention", .attention, default: nil, documentation)
    }

    /// Everything that applies.
    fileprivate static let all = AttentionRequest(maps: nil, layers: nil, heads: nil)

    private init(maps: [AttentionSelection.Map]?, layers: Indices, heads: Indices) {
        self.maps = maps
        self.layers = layers
        self.heads = heads
    }

    fileprivate init(_ value: JSONValue, path: String) throws(ServiceError) {
        let read = try FieldReader(value, path: path, fields: Fields.all)
        maps = try read(Fields.maps)
        layers = try read(Fields.layers)
        heads = try read(Fields.heads)
        if let maps, Set(maps).count < maps.count {
            throw .invalid(param: "\(path).maps", "\(path).maps names a map twice.")
        }
        let reduce = try read(Fields.reduce)
        let encoding = try read(Fields.encoding)
        let numberType = try read(Fields.numberType)
        if reduce != .none { throw .notYet("\(path).reduce", reduce.rawValue, instead: Reduction.none.rawValue) }
        if encoding != .json { throw .notYet("\(path).encoding", encoding.rawValue, instead: Encoding.json.rawValue) }
        if numberType != .float32 {
            throw .notYet("\(path).dtype", numberType.rawValue, instead: NumberType.float32.rawValue)
        }
    }
}

extension ServiceError {
    fileprivate static func notYet(_ param: String, _ value: String, instead: String) -> ServiceError {
        .notAvailable(param: param, message: "\(param) \"\(value)\" is not available yet; use \"\(instead)\".")
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
    .boolean, .object(name: AttentionRequest.Fields.all.map(\.name).joined(separator: ", ")),
])
private let schemaOfIndices = Schema.anyOf([.choice(["all"]), .array(of: .integer(.min ... .max))])

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
