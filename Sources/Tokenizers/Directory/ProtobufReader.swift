/// Walks the fields of a serialized protocol buffer message.
///
/// Every length is checked against what is left; nothing is copied.
struct ProtobufReader {
    struct Field {
        let number: Int
        /// Of a varint (wire type 0) or four bytes (wire type 5); 0 for other types.
        var value: UInt64 = 0
        /// Of a string, bytes or a message (wire type 2); empty for other types.
        var bytes = UnsafeRawBufferPointer(start: nil, count: 0)
    }

    private var rest: Slice<UnsafeRawBufferPointer>
    /// How an error names the bytes.
    private let file: String

    /// - message: must stay valid while the reader and its fields are used.
    init(_ message: UnsafeRawBufferPointer, file: String) {
        rest = message[...]
        self.file = file
    }

    /// nil at the end of the message.
    mutating func next() throws(TokenizerError) -> Field? {
        if rest.isEmpty { return nil }
        let tag = try varint()
        guard let number = Int32(exactly: tag >> 3), number > 0 else { throw notAModel() }
        var field = Field(number: Int(number))
        switch tag & 7 {
        case 0: field.value = try varint()
        case 1: _ = try take(8)
        case 2: field.bytes = UnsafeRawBufferPointer(rebasing: try take(varint()))
        case 5: field.value = try take(4).reversed().reduce(0) { $0 << 8 | UInt64($1) }
        default: throw notAModel()
        }
        return field
    }

    private mutating func take(_ count: UInt64) throws(TokenizerError) -> Slice<UnsafeRawBufferPointer> {
        guard count <= UInt64(rest.count) else {
            throw .malformed(file: file, reason: "the file is cut short, or is not a SentencePiece model")
        }
        let taken = rest.prefix(Int(count))
        rest = rest.dropFirst(Int(count))
        return taken
    }

    private mutating func varint() throws(TokenizerError) -> UInt64 {
        var value: UInt64 = 0
        for shift in stride(from: UInt64(0), to: 64, by: 7) {
            guard let byte = try take(1).first else { break }
            value |= UInt64(byte & 0x7F) << shift
            if byte < 0x80 { return value }
        }
        throw notAModel()
    }

    private func notAModel() -> TokenizerError { .malformed(file: file, reason: "it is not a SentencePiece model") }
}
