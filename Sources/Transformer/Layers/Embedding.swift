package import Tensors

/// Token embeddings, scaled, plus positions, normalised and brought to the model's width where the family does so.
package struct Embedding: Sendable {
    private let table: TokenTable
    private let scale: Float
    /// [types, embeddingSize]
    private let tokenTypes: Tensor?
    private let positions: Positions
    private let norm: Norm?
    /// [hiddenSize, embeddingSize]
    private let projection: PackedMatrix?

    /// - tokenTypes: what is added to a token's vector for its type, [types, embeddingSize]
    /// - projection: of families whose embeddingSize is not the hiddenSize (Lan et al. 2020)
    package init(
        table: TokenTable, scale: Float = 1, tokenTypes: Tensor? = nil, positions: Positions, norm: Norm? = nil,
        projection: PackedMatrix? = nil
    ) {
        self.table = table
        self.scale = scale
        self.tokenTypes = tokenTypes
        self.positions = positions
        self.norm = norm
        self.projection = projection
    }

    /// Whole sequences, one after the other.
    /// - inputs: checked by the caller against the table sizes
    /// - Returns: [totalTokens, hiddenSize]
    package func callAsFunction(_ inputs: [EncoderInput]) -> Tensor {
        var (tokens, types, positionRows): ([Int32], [Int32], [Int32]) = ([], [], [])
        for input in inputs {
            switch input {
            case .tokens(let its, let itsTypes):
                tokens += its
                types += itsTypes.isEmpty ? [Int32](repeating: 0, count: its.count) : itsTypes
                positionRows += positions.rows(of: its)
            }
        }
        return embed(tokens, types: types, positionRows: positionRows)
    }

    /// Rows of any sequences, each with its position.
    /// - tokens, tokenPositions: one entry per row; checked by the caller against the table sizes.
    /// - positionRows: a list to work with, which keeps its room
    /// - Returns: [rows, hiddenSize]
    package func callAsFunction(
        _ tokens: [Int32], at tokenPositions: [Int32], positionRows: inout [Int32]
    ) -> Tensor {
        positionRows.removeAll(keepingCapacity: true)
        for (token, position) in zip(tokens, tokenPositions) {
            positionRows.append(positions.row(of: token, at: position))
        }
        return embed(tokens, types: [], positionRows: positionRows)
    }

    /// - types: of the tokens; empty for those of decoders, which are not told any
    private func embed(_ tokens: [Int32], types: [Int32], positionRows: [Int32]) -> Tensor {
        let hidden = table.vectors(of: tokens, scale: scale)
        // The first of the sums, in the order in which transformers adds them.
        if let tokenTypes {
            for (row, type) in types.enumerated() {
                hidden.rows(row..<row + 1).add(tokenTypes.rows(Int(type)..<Int(type) + 1))
            }
        }
        if let table = positions.table { hidden.add(table.gatherRows(positionRows, scale: 1)) }
        let normed = norm?(hidden) ?? hidden
        return projection?(normed) ?? normed
    }
}

/// How a stack tells positions apart.
package enum Positions: Sendable {
    /// Not in the embedding: by relative positions in the attention, say.
    case none
    /// Rows of a table, learned or sinusoidal, [positions + offset, embeddingSize]; position p takes row p + offset.
    case table(Tensor, offset: Int32)
    /// As fairseq numbers them: tokens other than padding take the rows from padding + 1 on, counted without the padding
    /// before them, and all padding takes row `padding`. [positions + padding + 1, embeddingSize]
    case besidePadding(Tensor, padding: Int32)

    fileprivate var table: Tensor? {
        switch self {
        case .none: nil
        case .table(let table, _), .besidePadding(let table, _): table
        }
    }

    /// The table's row for each token of a whole sequence.
    fileprivate func rows(of sequence: [Int32]) -> [Int32] {
        switch self {
        case .none, .table: return sequence.indices.map { row(of: sequence[$0], at: Int32($0)) }
        case .besidePadding(_, let padding):
            var last = padding
            return sequence.map { token in
                guard token != padding else { return padding }
                last += 1
                return last
            }
        }
    }

    /// The table's row for a token whose predecessors are none of them padding.
    fileprivate func row(of token: Int32, at position: Int32) -> Int32 {
        switch self {
        case .none: position
        case .table(_, let offset): position + offset
        case .besidePadding(_, let padding): token == padding ? padding : position + padding + 1
        }
    }
}
