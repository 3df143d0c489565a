private import CZlib
internal import JSON

/// Compresses bytes that come in pieces into one gzip member (RFC 1952). The same bytes give the same member.
final class GzipStream {
    /// At a fixed place: zlib's own state points back to it.
    private let stream: UnsafeMutablePointer<z_stream>

    /// - level: 1 (fast) ... 9 (small).
    /// - Returns: nil when memory is short.
    init?(level: Int) {
        stream = .allocate(capacity: 1)
        stream.initialize(to: z_stream())
        // deflateInit2, which is a macro: 16 asks for gzip's header and trailer, 8 is the usual memory level.
        let status = deflateInit2_(
            stream, Int32(clamping: level), Z_DEFLATED, MAX_WBITS + 16, 8, Z_DEFAULT_STRATEGY, ZLIB_VERSION,
            Int32(MemoryLayout<z_stream>.size))
        guard status == Z_OK else {
            stream.deallocate()
            return nil
        }
    }

    deinit {
        deflateEnd(stream)
        stream.deallocate()
    }

    /// Appends what comes out for a piece.
    /// - piece: of at most 1 GiB.
    /// - isLast: whether the member ends with it.
    func compress(_ piece: UnsafeRawBufferPointer, isLast: Bool, to output: inout OutputBuffer) {
        // zlib does not write to its input.
        stream.pointee.next_in = UnsafeMutablePointer(mutating: piece.bindMemory(to: Bytef.self).baseAddress)
        stream.pointee.avail_in = UInt32(piece.count)
        let room = 64 << 10
        repeat {
            output.append(atMost: room) { destination in
                stream.pointee.next_out = destination
                stream.pointee.avail_out = UInt32(room)
                deflate(stream, isLast ? Z_FINISH : Z_NO_FLUSH)
                return room - Int(stream.pointee.avail_out)
            }
            // Room that is left means that nothing is.
        } while stream.pointee.avail_out == 0
    }
}
