import Decoding
import JSON
import Tasks

/// The field `alignment` of /decode.
enum AlignmentRequest {
    /// What a weight of the attention stands for.
    enum Values: String, CaseIterable { case weights, norms }

    enum Fields {
        static let unit = Field(
            "unit", optional: .alignmentUnits,
            "Words by Unicode's boundaries, or tokens; or one for each side. Words where there is text when left out.")
        static let layers = Field(
            "layers", .indices, default: nil,
            "Layers to read it from, together; the one that agrees most with itself, for each output, when left out.")
        static let heads = Field("heads", .indices, default: nil, "Heads whose mean counts; all when left out.")
        static let row = Field(
            "row", optional: .choice as ValueParser<AlignmentChoice.Row>,
            "The row of attention that predicted a token, or the next one, which read it as input; what agrees most when left out."
        )
        static let values = Field("values", .choice, default: Values.weights, "The weights of attention.")
        static let threshold = Field(
            "threshold", .number(NumberRange(lower: 0, upper: 1)), default: 0, "Links below it are left out.")
        static let links = Field(
            "links", .choice, default: AlignmentChoice.Links.best,
            "Each target unit's best source; only those that are each other's best; or every pair at or above the threshold."
        )

        static let all: [any FieldDeclaration] = [unit, layers, heads, row, values, threshold, links]
    }

    static let field = Field(
        "alignment", .alignment, default: nil,
        "Which source unit each target unit came from, read from the cross-attention.")

    fileprivate static let schema = Schema.anyOf([.boolean, .object(Fields.all)])
    fileprivate static let unit = ValueParser<AlignmentChoice.Unit>.choice

    enum UnitFields {
        static let source = Field("source", optional: unit, "Of the input.")
        static let target = Field("target", optional: unit, "Of the output.")
        static let all: [any FieldDeclaration] = [source, target]
    }

    fileprivate static let unitSchema = Schema.anyOf([unit.schema, .object(UnitFields.all)])

    fileprivate static func read(_ value: JSONValue, path: String) throws(ServiceError) -> AlignmentChoice {
        let read = try FieldReader(value, path: path, fields: Fields.all)
        var choice = AlignmentChoice()
        (choice.sourceUnit, choice.targetUnit) = try read(Fields.unit).map { ($0.source, $0.target) } ?? (nil, nil)
        choice.layers = try read(Fields.layers)
        choice.heads = try read(Fields.heads)
        choice.row = try read(Fields.row)
        guard try read(Fields.values) == .weights else {
            throw .task(
                .notAvailable(
                    .alignmentValues,
                    "\(.alignmentValues) \"norms\" is not available: alignments are read from weights."))
        }
        choice.threshold = try read(Fields.threshold)
        choice.links = try read(Fields.links)
        return choice
    }
}

/// Of the two sides of an alignment.
struct AlignmentUnits: Sendable {
    var source: AlignmentChoice.Unit?
    var target: AlignmentChoice.Unit?
}

extension ValueParser where Value == AlignmentChoice? {
    /// `false`: none; `true`: as it comes out best; or an object.
    fileprivate static let alignment = ValueParser(AlignmentRequest.schema, render: { $0 == nil ? "false" : nil }) {
        (value, path) throws(ServiceError) in
        if let wanted = value.boolean { return wanted ? AlignmentChoice() : nil }
        guard value.members != nil else { throw .wrongType(value, path, AlignmentRequest.schema) }
        return try AlignmentRequest.read(value, path: path)
    }
}

extension ValueParser where Value == AlignmentUnits {
    fileprivate static let alignmentUnits = ValueParser(AlignmentRequest.unitSchema) {
        (value, path) throws(ServiceError) in
        if value.string != nil {
            let unit = try AlignmentRequest.unit.parse(value, path)
            return AlignmentUnits(source: unit, target: unit)
        }
        guard value.members != nil else { throw .wrongType(value, path, AlignmentRequest.unitSchema) }
        let read = try FieldReader(value, path: path, fields: AlignmentRequest.UnitFields.all)
        return AlignmentUnits(
            source: try read(AlignmentRequest.UnitFields.source), target: try read(AlignmentRequest.UnitFields.target))
    }
}
