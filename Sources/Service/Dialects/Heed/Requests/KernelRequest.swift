import Decoding
import JSON
import Tasks

/// The body of `POST /attention`: the mechanism itself, on numbers that the client sends.
struct KernelRequest {
    enum Fields {
        static let queries = Field(required: "queries", .grid, "[rows][dim] or [heads][rows][dim].")
        static let keys = Field(required: "keys", .grid, "[rows][dim] or [heads][rows][dim], dim as the queries have.")
        static let values = Field(required: "values", .grid, "As many rows as keys; their dim may be another.")
        static let mask = Field(
            "mask", .attentionMask, default: .none,
            "none; causal: query i may attend to the keys up to i; or booleans [queries][keys], true where it may attend."
        )
        static let scale = Field(
            "scale", optional: .number(.any), "Factor of the scores; 1/√dim of the keys when left out.")
        static let scores = Field("scores", .boolean, default: false, "Return the scaled scores before softmax too.")
        static let projections = Field(
            "projections", optional: .projections,
            "Linear layers of a multi-head block: query, key, value, output; one that is left out changes nothing.")
        static let heads = Field(
            "heads", optional: .integer(1...4096), "Heads that the projected numbers are split into; needs projections."
        )

        static let all: [any FieldDeclaration] = [
            queries, keys, values, mask, scale, scores, projections, heads,
        ]
    }

    let task: AttendTask
    /// Whether the scaled scores are returned, too.
    let scores: Bool

    init(_ body: JSONValue) throws(ServiceError) {
        let read = try FieldReader(body, fields: Fields.all)
        var task = AttendTask(
            queries: try read(Fields.queries), keys: try read(Fields.keys), values: try read(Fields.values))
        task.mask = try read(Fields.mask)
        task.scale = try read(Fields.scale)
        scores = try read(Fields.scores)
        task.projections = try read(Fields.projections)
        task.heads = try read(Fields.heads)
        try refusing { () throws(Problem) in try task.check() }
        self.task = task
    }
}

extension Projections {
    enum Fields {
        static let query = Field("query", optional: .projectionLayer, "Applied to the queries.")
        static let key = Field("key", optional: .projectionLayer, "Applied to the keys.")
        static let value = Field("value", optional: .projectionLayer, "Applied to the values.")
        static let output = Field("output", optional: .projectionLayer, "Applied to the concatenated heads.")
        static let weight = Field(required: "weight", ValueParser<NumberGrid>.matrix, "[outputs][inputs]")
        static let bias = Field("bias", optional: .vector, "[outputs]")
        static let all: [any FieldDeclaration] = [query, key, value, output]
        static let layer: [any FieldDeclaration] = [weight, bias]
    }
}

extension ValueParser where Value == Projections {
    static let projections = ValueParser(.object(Projections.Fields.all)) {
        (value, path) throws(ServiceError) in
        let read = try FieldReader(value, path: path, fields: Projections.Fields.all)
        return Projections(
            query: try read(Projections.Fields.query), key: try read(Projections.Fields.key),
            value: try read(Projections.Fields.value), output: try read(Projections.Fields.output))
    }
}

extension ValueParser where Value == Projections.Layer {
    static let projectionLayer = ValueParser(.object(Projections.Fields.layer)) { (value, path) throws(ServiceError) in
        let read = try FieldReader(value, path: path, fields: Projections.Fields.layer)
        let layer = Projections.Layer(
            weight: try read(Projections.Fields.weight), bias: try read(Projections.Fields.bias))
        if let bias = layer.bias, bias.count != layer.weight.rows {
            throw .invalid(
                param: "\(path).bias",
                "\(path).bias has \(bias.count) numbers, and the weight has \(layer.weight.rows) rows.")
        }
        return layer
    }
}

extension ValueParser where Value == AttentionMask {
    static let attentionMask = ValueParser(schemaOfMasks, render: { $0 == .none ? "\"none\"" : nil }) {
        (value, path) throws(ServiceError) in
        if let name = value.string {
            switch name {
            case "none": return .none
            case "causal": return .causal
            default: throw .outOfRange(value, path, schemaOfMasks)
            }
        }
        guard value.elements != nil else { throw .wrongType(value, path, schemaOfMasks) }
        return .allowed(try ValueParser<[[Bool]]>.list(of: .flags).parse(value, path))
    }
}

extension ValueParser where Value == [Bool] {
    fileprivate static let flags = ValueParser(.array(of: .boolean)) { (value, path) throws(ServiceError) in
        var flags: [Bool] = []
        if let elements = value.elements, !elements.isEmpty, (try? elements.appendBooleans(to: &flags)) != nil {
            return flags
        }
        // As with token ids, the parser is only there to name what it refuses.
        return try list(of: .boolean).parse(value, path)
    }
}

private let schemaOfMasks = Schema.named(
    "\"none\", \"causal\", or a list of rows of true and false",
    .anyOf([.choice(["none", "causal"]), .array(of: .array(of: .boolean))]))
