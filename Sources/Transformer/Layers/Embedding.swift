package import Tensors

/// Token embeddings, scaled, plus positions, normalised where the family does so.
package struct Embedding: Sendable {
    /// [vocabularySize, hiddenSize]
    package let table: Tensor
    private let scale: Float
    private let positions: Positions
    private let norm: Norm?

    package init(table: Tensor, scale: Float, positions: Positions, norm: Norm? = nil) {
        self.table = table
        self.scale = scale
        self.positions = positions
        self.norm = norm
    }

    /// - tokens, tokenPositions: one entry per row; checked by the caller against the table sizes.
    /// - Returns: [rows, hiddenSize]
    package func callAsFunction(_ tokens: [Int32], at tokenPositions: [Int32]) -> Tensor {
        let hidden = table.gatherRows(tokens, scale: scale)
        positions.add(to: hidden, at: tokenPositions)
        return norm?(hidden) ?? hidden
    }
}

/// How a stack tells positions apart.
package enum Positions: Sendable {
    /// Rows of a table, learned or sinusoidal, [positions + offset, hiddenSize]; position p takes row p + offset.
    case table(Tensor, offset: Int32)

    fileprivate func add(to hidden: Tensor, at positions: [Int32]) {
        switch self {
        case .table(let table, let offset):
            hidden.add(table.gatherRows(offset == 0 ? positions : positions.map { $0 + offset }, scale: 1))
        }
    }
}
