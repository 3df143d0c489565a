package import Tensors

/// How the hidden states of a sequence become one embedding: what each mode makes of them, one after another; no mode, no embedding.
package struct Pooling: Sendable, Equatable {
    /// Named as in sentence-transformers.
    package enum Mode: String, Sendable, CaseIterable {
        case cls, max, mean
        /// The sum over the square root of the number of tokens.
        case meanSqrtLength = "mean_sqrt_len_tokens"
        /// The mean weighted by the tokens' places, the first one's being 1 (Muennighoff 2022).
        case weightedMean = "weightedmean"
        case lastToken = "lasttoken"
    }

    package let modes: [Mode]

    package init(_ modes: Mode...) { self.modes = modes }
    package init(modes: [Mode]) { self.modes = modes }

    /// Hidden states stay as they are.
    package static let none = Pooling()

    /// "mean", "cls+mean", or "none".
    package var name: String { modes.isEmpty ? "none" : modes.map(\.rawValue).joined(separator: "+") }

    /// - hiddenStates: [tokens, hiddenSize]
    /// - first: the first token that counts; there is one
    /// - Returns: [modes · hiddenSize], in double precision; nil without a mode
    package func callAsFunction(_ hiddenStates: Tensor, from first: Int = 0) -> [Double]? {
        precondition(first < hiddenStates.shape[0], "no token is left to be pooled")
        return modes.isEmpty ? nil : modes.flatMap { $0.pooled(hiddenStates, from: first) }
    }
}

extension Pooling.Mode {
    fileprivate func pooled(_ hiddenStates: Tensor, from first: Int) -> [Double] {
        let (tokens, size) = (hiddenStates.shape[0], hiddenStates.shape[1])
        let count = Double(tokens - first)
        return hiddenStates.withNumbers { numbers in
            func row(_ token: Int) -> [Double] { numbers[token * size..<(token + 1) * size].map(Double.init) }
            func sum(weight: (Int) -> Double = { _ in 1 }) -> [Double] {
                var sums = [Double](repeating: 0, count: size)
                for token in first..<tokens {
                    let weight = weight(token)
                    for column in 0..<size { sums[column] += weight * Double(numbers[token * size + column]) }
                }
                return sums
            }
            switch self {
            case .cls: return row(first)
            case .lastToken: return row(tokens - 1)
            case .mean: return sum().map { $0 / count }
            case .meanSqrtLength: return sum().map { $0 / count.squareRoot() }
            case .weightedMean:
                // Places are those among all tokens, also of those that do not count.
                let weights = Double(tokens * (tokens + 1) / 2 - first * (first + 1) / 2)
                return sum { Double($0 + 1) }.map { $0 / weights }
            case .max:
                var largest = row(first)
                for token in first + 1..<tokens {
                    for column in 0..<size {
                        largest[column] = Swift.max(largest[column], Double(numbers[token * size + column]))
                    }
                }
                return largest
            }
        }
    }
}
