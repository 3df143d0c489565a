import JSON
import Tasks

extension ValueWriter<Alignment> {
    /// Of one sequence with its input.
    static let alignment: ValueWriter = .object([
        ReplyField("unit", .units, "Or one for each side, where they differ.") { $0 },
        ReplyField("source", .array(of: .unit)) { $0.source.units },
        ReplyField("target", .array(of: .unit)) { $0.target.units },
        ReplyField("links", .array(of: .link)) { $0.links },
        ReplyField("pharaoh", .string, "Source and target of each link: 0-0 1-2.") { $0.pharaoh },
        ReplyField("used", .reading, "What it was read from.") { $0.used },
    ])

    private static let units: ValueWriter = ValueWriter(
        .anyOf([ValueWriter<AlignmentChoice.Unit>.choice().schema, unitOfEach.schema])
    ) { alignment, writer in
        let kind = alignment.source.kind
        if kind == alignment.target.kind {
            writer.value(kind.rawValue)
        } else {
            try unitOfEach.write(alignment, &writer)
        }
    }

    private static let unitOfEach: ValueWriter = .object([
        ReplyField("source", .choice()) { $0.source.kind }, ReplyField("target", .choice()) { $0.target.kind },
    ])
}

extension ValueWriter<AlignedUnit> {
    fileprivate static let unit: ValueWriter = .object([
        ReplyField("text", .nullable(.string)) { $0.text },
        ReplyField("start", .nullable(.integer), "Unicode scalars into the text; null for ids.") {
            $0.range?.lowerBound
        },
        ReplyField("end", .nullable(.integer)) { $0.range?.upperBound },
    ])
}

extension ValueWriter<Alignment.Link> {
    fileprivate static let link: ValueWriter = .object([
        ReplyField("source", .integer) { $0.source },
        ReplyField("target", .integer) { $0.target },
        ReplyField("score", .number, "The share of the target unit's attention, special tokens aside.") { $0.score },
        ReplyField("mutual", .boolean, "Whether each is the other's best.") { $0.isMutual },
        ReplyField("weak", .boolean, "Whether more than half of the attention went to special tokens.") { $0.isWeak },
    ])
}

extension ValueWriter<Alignment.Reading> {
    fileprivate static let reading: ValueWriter = .object([
        ReplyField("layer", .layers, "A list where several were given.") { $0.layers },
        ReplyField("heads", .heads, "Or those that were given.") { $0.heads },
        ReplyField("row", .choice()) { $0.row },
        ReplyField("agreement", .nullable(.number), "The share of target units that are the best of their best source.")
        {
            $0.agreement
        },
    ])
}

extension ValueWriter<[Int]> {
    fileprivate static let layers: ValueWriter = ValueWriter(.anyOf([.integer, .array(of: .integer)])) {
        layers, writer in
        if let layer = layers.first, layers.count == 1 { writer.value(layer) } else { writer.array(of: layers) }
    }
}

extension ValueWriter<[Int]?> {
    fileprivate static let heads: ValueWriter = ValueWriter(.anyOf([.choice(["mean"]), .array(of: .integer)])) {
        heads, writer in
        if let heads { writer.array(of: heads) } else { writer.value("mean") }
    }
}
