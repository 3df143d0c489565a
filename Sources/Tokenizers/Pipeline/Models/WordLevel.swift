internal import JSON

/// Whole words and their ids.
struct WordLevel: SubwordModel {
    private let vocabulary: Vocabulary
    private let unknown: Int32

    init(_ json: JSONValue, file: String) throws(TokenizerError) {
        vocabulary = try Vocabulary(json.required("vocab", file: file), name: "model.vocab", file: file)
        let token = try json.optionalString("unk_token", file: file) ?? "<unk>"
        unknown = try vocabulary.requiredID(of: token, "unknown", file: file)
    }

    func tokenize(_ word: UnsafeBufferPointer<UInt8>, _ emit: (Int32, Range<Int>) -> Void) {
        emit(vocabulary.id(of: word) ?? unknown, 0..<word.count)
    }

    func id(of piece: UnsafeBufferPointer<UInt8>) -> Int32? { vocabulary.id(of: piece) }
    func piece(of id: Int32) -> ArraySlice<UInt8>? { vocabulary.piece(of: id) }
    var idLimit: Int { vocabulary.idLimit }
    var unknownID: Int32? { unknown }
}
