import Tensors

/// What the decoder reads of one encoded sequence.
package struct DecoderSource: Sendable {
    /// Tokens.
    let length: Int
    /// For each decoder layer the keys and values of its cross-attention.
    var keysAndValues: [KeysAndValues] = []
}
