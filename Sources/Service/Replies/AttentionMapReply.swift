import JSON
import Transformer

extension JSONWriter {
    /// A map with the texts of its axes. Weights are nested [layers][heads][queries][keys].
    mutating func attentionMap(_ map: AttentionMap, queries: [TokenLabel], keys: [TokenLabel]) {
        object { writer in
            writer.key("layers")
            writer.array(of: map.layers)
            writer.key("heads")
            writer.array(of: map.heads)
            writer.key("shape")
            writer.array(of: [map.layers.count, map.heads.count, map.queryCount, map.keyCount])
            writer.key("queries")
            writer.array(of: queries.map(\.text))
            writer.key("keys")
            writer.array(of: keys.map(\.text))
            writer.key("weights")
            map.weights.withNumbers { numbers in
                writer.nested(numbers, shape: [map.layers.count, map.heads.count, map.queryCount, map.keyCount][...])
            }
        }
    }

    /// Row-major numbers as nested arrays.
    mutating func nested(_ numbers: UnsafeBufferPointer<Float>, shape: ArraySlice<Int>) {
        guard let count = shape.first, shape.count > 1 else { return value(numbers) }
        let inner = shape.dropFirst()
        let stride = inner.reduce(1, *)
        array { writer in
            for index in 0..<count {
                writer.nested(
                    UnsafeBufferPointer(rebasing: numbers[index * stride..<(index + 1) * stride]), shape: inner)
            }
        }
    }
}
