/// Cuts one pre-tokenized word into pieces of a vocabulary.
///
/// Thread-safe. Any bytes can be given: what the vocabulary lacks becomes the unknown token, or nothing where the model has none.
protocol SubwordModel: Sendable {
    /// - word: normalized UTF-8, not empty.
    /// - emit: receives the id of each piece and the bytes of `word` that it stands for, in order. Pieces for parts of one
    ///   character (byte fallback) each give the bytes of the whole character.
    func tokenize(_ word: UnsafeBufferPointer<UInt8>, _ emit: (Int32, Range<Int>) -> Void)

    /// nil when the vocabulary does not have the piece.
    func id(of piece: UnsafeBufferPointer<UInt8>) -> Int32?

    /// UTF-8, with the marks that the model puts on pieces ("##ing"). nil when the id stands for nothing.
    func piece(of id: Int32) -> ArraySlice<UInt8>?

    /// Ids are below it.
    var idLimit: Int { get }

    var unknownID: Int32? { get }
}
