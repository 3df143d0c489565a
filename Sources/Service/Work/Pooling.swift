import Tensors

/// How the hidden states of a sequence become one embedding.
enum Pooling: String, CaseIterable {
    case none, mean, cls, max

    /// - hiddenStates: [tokens, hiddenSize], at least one token.
    /// - Returns: [hiddenSize]; nil for `none`.
    func callAsFunction(_ hiddenStates: Tensor) -> [Float]? {
        let (tokens, size) = (hiddenStates.shape[0], hiddenStates.shape[1])
        return hiddenStates.withNumbers { numbers in
            switch self {
            case .none: return nil
            case .cls: return Array(numbers[0..<size])
            case .mean:
                var sums = [Double](repeating: 0, count: size)
                for token in 0..<tokens {
                    for column in 0..<size { sums[column] += Double(numbers[token * size + column]) }
                }
                return sums.map { Float($0 / Double(tokens)) }
            case .max:
                var largest = Array(numbers[0..<size])
                for token in 1..<Swift.max(tokens, 1) {
                    for column in 0..<size {
                        largest[column] = Swift.max(largest[column], numbers[token * size + column])
                    }
                }
                return largest
            }
        }
    }
}

/// The vector scaled to unit length (Euclidean); zeros stay zeros.
func normalized(_ vector: [Float]) -> [Float] {
    let length = vector.reduce(0.0) { $0 + Double($1) * Double($1) }.squareRoot()
    return length == 0 ? vector : vector.map { Float(Double($0) / length) }
}
