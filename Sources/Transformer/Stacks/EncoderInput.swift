/// What an encoder is given of one sequence.
package enum EncoderInput: Sendable, Equatable {
    /// Token ids inside the vocabulary. Types inside the model's: one for each token, or none where all are 0.
    case tokens([Int32], types: [Int32] = [])

    /// Rows that the encoder's layers compute of it.
    package var length: Int {
        switch self {
        case .tokens(let tokens, _): tokens.count
        }
    }

    /// About how much it is to encode, in tokens: what queues, batches and limits count.
    package var cost: Int { length }
}
