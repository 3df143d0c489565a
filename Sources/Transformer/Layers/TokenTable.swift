package import Tensors

/// The vectors of a vocabulary's tokens.
package enum TokenTable: Sendable {
    /// A table of its own, [vocabularySize, size].
    case rows(RowTable)
    /// The weights of the final linear layer, which are the same vectors: they are held once, as it has them.
    case head(PackedMatrix)

    /// - tokens: inside the vocabulary
    /// - Returns: [tokens.count, size]
    package func vectors(of tokens: [Int32], scale: Float) -> Tensor {
        switch self {
        case .rows(let table): table.rows(tokens, scale: scale)
        case .head(let head): head.rows(tokens, scale: scale)
        }
    }
}
