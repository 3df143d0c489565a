import JSON
import Tasks
import Transformer

/// The field `attention` of /encode and /decode: which maps the client wants, before a model is known.
struct AttentionRequest: Sendable {
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

    let choice: AttentionChoice
    let format: AttentionFormat

    static func field(_ documentation: String) -> Field<AttentionRequest?> {
        Field("attention", .attention, default: nil, documentation)
    }

    /// Everything that applies.
    fileprivate static let all = AttentionRequest()

    private init() {
        choice = AttentionChoice()
        format = AttentionFormat()
    }

    fileprivate init(_ value: JSONValue, path: String) throws(ServiceError) {
        let read = try FieldReader(value, path: path, fields: Fields.all)
        choice = AttentionChoice(
            maps: try read(Fields.maps), layers: try read(Fields.layers), heads: try read(Fields.heads))
        if let maps = choice.maps, Set(maps).count < maps.count {
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

extension ValueParser where Value == AttentionChoice.Indices {
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
