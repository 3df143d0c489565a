private import CZlib

/// Undoes the compression of bytes, piece by piece.
final class InflateStream {
    enum Format {
        /// One gzip member (RFC 1952).
        case gzip
        /// With zlib's header and checksum (RFC 1950), or without, as some clients send what they call deflate (RFC 1951).
        case zlib, raw

        fileprivate var windowBits: Int32 {
            switch self {
            case .gzip: MAX_WBITS + 16
            case .zlib: MAX_WBITS
            case .raw: -MAX_WBITS
            }
        }
    }

    /// What has become of a piece.
    struct Step {
        /// Bytes of the input that were read.
        var consumed: Int
        var state: State
    }

    enum State { case goesOn, hasEnded, isCorrupt }

    /// At a fixed place: zlib's own state points back to it.
    private let stream: UnsafeMutablePointer<z_stream>

    /// - Returns: nil when memory is short.
    init?(_ format: Format) {
        stream = .allocate(capacity: 1)
        stream.initialize(to: z_stream())
        let status = inflateInit2_(stream, format.windowBits, ZLIB_VERSION, Int32(MemoryLayout<z_stream>.size))
        guard status == Z_OK else {
            stream.deallocate()
            return nil
        }
    }

    deinit {
        inflateEnd(stream)
        stream.deallocate()
    }

    /// Appends what comes out of the input, until it ends, or the room, or what was compressed.
    /// - input: of at most 1 GiB
    /// - room: bytes to append at most
    func decompress(_ input: UnsafeRawBufferPointer, to output: inout [UInt8], room: Int) -> Step {
        // zlib does not write to its input.
        stream.pointee.next_in = UnsafeMutablePointer(mutating: input.bindMemory(to: Bytef.self).baseAddress)
        stream.pointee.avail_in = UInt32(clamping: input.count)
        var status = Z_OK
        let piece = [UInt8](unsafeUninitializedCapacity: room) { buffer, count in
            stream.pointee.next_out = buffer.baseAddress
            stream.pointee.avail_out = UInt32(clamping: room)
            status = inflate(stream, Z_NO_FLUSH)
            count = room - Int(stream.pointee.avail_out)
        }
        output += piece
        let state: State =
            switch status {
            case Z_STREAM_END: .hasEnded
            // The second: nothing could be done, for want of input.
            case Z_OK, Z_BUF_ERROR: .goesOn
            default: .isCorrupt
            }
        return Step(consumed: input.count - Int(stream.pointee.avail_in), state: state)
    }
}
