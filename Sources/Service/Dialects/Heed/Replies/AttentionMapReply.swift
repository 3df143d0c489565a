import JSON
import Tasks
import Tensors
import Transformer

/// A map with the texts of its axes. Weights are [layers][heads][queries][keys]; where heads are reduced, `heads` says which, and
/// their axis has the length 1.
struct AttentionMapReply {
    fileprivate let map: AttentionMap
    fileprivate let format: AttentionFormat
    fileprivate let queries: [TokenLabel]
    fileprivate let keys: [TokenLabel]
    fileprivate let weights: Tensor

    init(_ map: AttentionMap, _ format: AttentionFormat, queries: [TokenLabel], keys: [TokenLabel]) {
        self.map = map
        self.format = format
        self.queries = queries
        self.keys = keys
        weights = format.reduction.operation.map { map.reducedWeights(by: $0) } ?? map.weights
    }

    fileprivate var shape: [Int] {
        [map.layers.count, format.reduction == .none ? map.heads.count : 1, map.queryCount, map.keyCount]
    }
}

extension ValueWriter<AttentionMapReply> {
    static let attentionMap: ValueWriter = .object([
        ReplyField("layers", .array(of: .integer)) { $0.map.layers },
        ReplyField("heads", .array(of: .integer)) { $0.map.heads },
        .optional("reduce", .choice([.mean, .max]), "There when the heads were reduced to one.") {
            $0.format.reduction == .none ? nil : $0.format.reduction
        },
        ReplyField("shape", .array(of: .integer), "[layers, heads, queries, keys]") { $0.shape },
        ReplyField("queries", .array(of: .nullable(.string))) { $0.queries.map(\.text) },
        ReplyField("keys", .array(of: .nullable(.string))) { $0.keys.map(\.text) },
        .optional("weights", .weights, "With the encoding json.") { $0.format.encoding == .json ? $0 : nil },
        .optional("dtype", .choice(), "With the encoding base64.") {
            $0.format.encoding == .base64 ? $0.format.numberType : nil
        },
        .optional(
            "data", .data, "With the encoding base64: the bytes of all weights, little-endian and row-major."
        ) { $0.format.encoding == .base64 ? $0 : nil },
    ])

    private static let weights: ValueWriter = ValueWriter(.numbers(depth: 4)) { map, writer in
        try map.weights.withNumbers { try writer.nested($0, shape: map.shape[...]) }
    }

    private static let data: ValueWriter = ValueWriter(.string) { map, writer in
        map.weights.withNumbers { writer.base64($0, as: map.format.numberType) }
    }
}

/// The maps of an output or of one of its sequences; nil: not asked for.
struct AttentionMapsReply {
    var encoder: AttentionMapReply?
    var decoder: AttentionMapReply?
    var cross: AttentionMapReply?

    fileprivate var isEmpty: Bool { encoder == nil && decoder == nil && cross == nil }
}

extension ReplyField<AttentionMapsReply> {
    static let encoder = attention([map(.encoder) { $0.encoder }])
    static let decoderAndCross = attention([map(.decoder) { $0.decoder }, map(.cross) { $0.cross }])

    private static func attention(_ maps: [ReplyField]) -> ReplyField {
        .optional("attention", .object(maps), "The maps that were asked for.") { $0.isEmpty ? nil : $0 }
    }

    private static func map(
        _ map: AttentionSelection.Map, of value: @escaping @Sendable (AttentionMapsReply) -> AttentionMapReply?
    ) -> ReplyField { .optional(map.rawValue, .attentionMap, of: value) }
}

extension JSONWriter {
    /// The bytes of the numbers, little-endian.
    fileprivate mutating func base64(_ numbers: UnsafeBufferPointer<Float>, as type: AttentionFormat.NumberType) {
        guard let compact = type.compact else { return base64(UnsafeRawBufferPointer(numbers)) }
        base64(ofCount: numbers.count * compact.size) { range, buffer in
            let piece = numbers[range.lowerBound / compact.size..<range.upperBound / compact.size]
            compact.write(UnsafeBufferPointer(rebasing: piece), to: buffer)
        }
    }

    /// Row-major numbers as nested arrays.
    /// - Throws: `CancellationError` when the task is cancelled meanwhile: such numbers may be most of a large reply.
    mutating func nested(_ numbers: UnsafeBufferPointer<Float>, shape: ArraySlice<Int>) throws {
        guard let count = shape.first, shape.count > 1 else { return value(numbers) }
        let inner = shape.dropFirst()
        let stride = inner.reduce(1, *)
        try array { writer in
            for index in 0..<count {
                if index % 16 == 0 { try Task.checkCancellation() }
                try writer.nested(
                    UnsafeBufferPointer(rebasing: numbers[index * stride..<(index + 1) * stride]), shape: inner)
            }
        }
    }
}
