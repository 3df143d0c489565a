private import CSentencePiece

/// A SentencePiece model: cuts text into pieces and joins pieces to text.
///
/// Works on bytes (UTF-8); offsets are in bytes, half open.
final class SentencePiece: @unchecked Sendable {  // The handle is immutable and its functions are thread-safe.
    enum Kind: Sendable { case normal, unknown, control, userDefined, unused, byte }

    /// One piece of a text.
    struct Piece {
        /// UTF-8.
        let bytes: ArraySlice<UInt8>
        /// What of the given text it covers. Empty for a mark that the model put in front, and for all but the last
        /// of the pieces of one character.
        let range: Range<Int>
        let id: Int32
    }

    /// Text that pieces stand for, with the range of each in it.
    struct Joined {
        let text: [UInt8]
        let spans: [(range: Range<Int>, id: Int32)]
    }

    private let handle: OpaquePointer

    /// - file: how an error names the bytes.
    init(serialized: UnsafeRawBufferPointer, file: String) throws(TokenizerError) {
        var message = [CChar](repeating: 0, count: 256)
        let loaded = message.withUnsafeMutableBufferPointer { message in
            heed_sentencepiece_load(serialized.baseAddress, serialized.count, message.baseAddress, message.count)
        }
        guard let loaded else { throw .malformed(file: file, reason: Self.text(of: message)) }
        handle = loaded
    }

    deinit { heed_sentencepiece_free(handle) }

    /// Ids are 0..<count.
    var count: Int { heed_sentencepiece_count(handle) }
    /// Whether what a piece becomes depends on all others around it.
    var rewritesDecodedText: Bool { heed_sentencepiece_has_denormalizer(handle) }
    var unknownID: Int32 { heed_sentencepiece_unknown_id(handle) }

    /// The unknown piece's id when the model does not have the piece.
    func id(of piece: [UInt8]) -> Int32 {
        piece.withUnsafeBytes { bytes in
            guard let base = bytes.assumingMemoryBound(to: CChar.self).baseAddress else { return unknownID }
            return heed_sentencepiece_id(handle, base, bytes.count)
        }
    }

    /// nil for an id out of range.
    func piece(of id: Int32) -> [UInt8]? {
        var count = 0
        guard let piece = heed_sentencepiece_piece(handle, id, &count) else { return nil }
        return [UInt8](UnsafeRawBufferPointer(start: piece, count: count))
    }

    func kind(of id: Int32) -> Kind {
        switch heed_sentencepiece_kind_of(handle, id) {
        case HEED_SENTENCEPIECE_NORMAL: .normal
        case HEED_SENTENCEPIECE_CONTROL: .control
        case HEED_SENTENCEPIECE_USER_DEFINED: .userDefined
        case HEED_SENTENCEPIECE_UNUSED: .unused
        case HEED_SENTENCEPIECE_BYTE: .byte
        default: .unknown
        }
    }

    /// nil when the library cannot cut the text, which no valid model has been seen to do.
    func encodeWhole(_ text: UnsafeBufferPointer<UInt8>) -> [Piece]? {
        guard let base = text.baseAddress, !text.isEmpty else { return [] }
        var result = heed_sentencepiece_result()
        var message: CChar = 0
        let encoded = base.withMemoryRebound(to: CChar.self, capacity: text.count) { base in
            heed_sentencepiece_encode(handle, base, text.count, &result, &message, 1)
        }
        guard encoded else { return nil }
        defer { heed_sentencepiece_result_free(&result) }
        let bytes = [UInt8](UnsafeRawBufferPointer(start: result.bytes, count: result.byte_count))
        return UnsafeBufferPointer(start: result.spans, count: result.span_count).map { span in
            Piece(
                bytes: bytes[span.piece_begin..<span.piece_end],
                range: span.text_begin..<max(span.text_begin, span.text_end),
                id: span.id)
        }
    }

    /// A piece that the model does not know stands for itself. nil when the library cannot join the pieces.
    func decode(_ pieces: [ArraySlice<UInt8>]) -> Joined? {
        var bytes: [CChar] = []
        var offsets = [0]
        for piece in pieces {
            bytes.append(contentsOf: piece.lazy.map(CChar.init(bitPattern:)))
            offsets.append(bytes.count)
        }
        var result = heed_sentencepiece_result()
        var message: CChar = 0
        bytes.append(0)  // so that there is memory to point to
        guard heed_sentencepiece_decode(handle, bytes, offsets, pieces.count, &result, &message, 1) else { return nil }
        defer { heed_sentencepiece_result_free(&result) }
        return Joined(
            text: [UInt8](UnsafeRawBufferPointer(start: result.bytes, count: result.byte_count)),
            spans: UnsafeBufferPointer(start: result.spans, count: result.span_count).map { span in
                (span.text_begin..<max(span.text_begin, span.text_end), span.id)
            })
    }

    private static func text(of message: [CChar]) -> String {
        String(decoding: message.prefix { $0 != 0 }.map(UInt8.init(bitPattern:)), as: UTF8.self)
    }
}
