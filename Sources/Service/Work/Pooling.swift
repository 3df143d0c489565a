import Tensors
import Transformer

/// How the hidden states of a sequence become one embedding.
enum Pooling: String, CaseIterable {
    case none, mean, cls, max

    /// - hiddenStates: [tokens, hiddenSize], at least one token.
    /// - normalize: whether the embedding is scaled to unit length (Euclidean); zeros stay zeros.
    /// - Returns: [hiddenSize], rounded once from double precision; nil for `none`.
    func callAsFunction(_ hiddenStates: Tensor, normalize: Bool) -> [Float]? {
        guard let pooled = pooled(hiddenStates) else { return nil }
        guard normalize else { return pooled.map(Float.init) }
        let length = pooled.reduce(0) { $0 + $1 * $1 }.squareRoot()
        return pooled.map { Float($0 / Swift.max(length, Self.shortest)) }
    }

    /// As in torch's `normalize`, which sentence-transformers calls.
    private static let shortest = 1e-12

    private func pooled(_ hiddenStates: Tensor) -> [Double]? {
        let (tokens, size) = (hiddenStates.shape[0], hiddenStates.shape[1])
        return hiddenStates.withNumbers { numbers in
            var pooled = numbers[0..<size].map(Double.init)
            switch self {
            case .none: return nil
            case .cls: return pooled
            case .mean:
                for token in 1..<Swift.max(tokens, 1) {
                    for column in 0..<size { pooled[column] += Double(numbers[token * size + column]) }
                }
                return pooled.map { $0 / Double(tokens) }
            case .max:
                for token in 1..<Swift.max(tokens, 1) {
                    for column in 0..<size {
                        pooled[column] = Swift.max(pooled[column], Double(numbers[token * size + column]))
                    }
                }
                return pooled
            }
        }
    }
}

/// What a request to encode gets: the model's own, which the request's fields override.
struct EmbeddingOptions: Equatable {
    var pooling = Pooling.none
    var normalize = false

    init() {}

    /// - directory: of sentence-transformers; nil for others, whose hidden states are the result.
    init(_ directory: SentencePooling?) {
        guard let directory else { return }
        pooling =
            switch directory.mode {
            case .mean: .mean
            case .cls: .cls
            case .max: .max
            }
        normalize = directory.normalize
    }
}
