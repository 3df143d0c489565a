import JSON
import Tensors
import Transformer

extension JSONWriter {
    /// A map with the texts of its axes. Weights are [layers][heads][queries][keys]; where heads are reduced, `heads` says which, and
    /// their axis has the length 1.
    mutating func attentionMap(
        _ map: AttentionMap, _ format: AttentionFormat, queries: [TokenLabel], keys: [TokenLabel]
    ) throws {
        let weights = format.reduction.operation.map { map.reducedWeights(by: $0) } ?? map.weights
        let headCount = format.reduction == .none ? map.heads.count : 1
        let shape = [map.layers.count, headCount, map.queryCount, map.keyCount]
        try object { writer in
            writer.key("layers")
            writer.array(of: map.layers)
            writer.key("heads")
            writer.array(of: map.heads)
            if format.reduction != .none { writer.field("reduce", format.reduction.rawValue) }
            writer.key("shape")
            writer.array(of: shape)
            writer.key("queries")
            writer.array(of: queries.map(\.text))
            writer.key("keys")
            writer.array(of: keys.map(\.text))
            switch format.encoding {
            case .json:
                writer.key("weights")
                try weights.withNumbers { try writer.nested($0, shape: shape[...]) }
            case .base64:
                writer.field("dtype", format.numberType.rawValue)
                writer.key("data")
                weights.withNumbers { writer.base64($0, as: format.numberType) }
            }
        }
    }

    /// The bytes of the numbers, little-endian.
    private mutating func base64(_ numbers: UnsafeBufferPointer<Float>, as type: AttentionFormat.NumberType) {
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
