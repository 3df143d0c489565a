/// Base64 (RFC 4648, section 4: with padding) as the value of a JSON string.
extension JSONWriter {
    package mutating func base64(_ bytes: UnsafeRawBufferPointer) {
        string(byteCount: Base64Text.length(of: bytes.count)) { output in Base64Text.append(bytes, to: &output) }
    }

    /// The same of `count` bytes that are made piece by piece, so that they are never there as a whole.
    /// - fill: writes the bytes of a range to a buffer of its size.
    package mutating func base64(
        ofCount count: Int, _ fill: (_ range: Range<Int>, _ buffer: UnsafeMutableRawBufferPointer) -> Void
    ) {
        string(byteCount: Base64Text.length(of: count)) { output in
            withUnsafeTemporaryAllocation(byteCount: Base64Text.pieceLength, alignment: 16) { buffer in
                for start in stride(from: 0, to: count, by: Base64Text.pieceLength) {
                    let range = start..<min(start + Base64Text.pieceLength, count)
                    let piece = UnsafeMutableRawBufferPointer(rebasing: buffer[..<range.count])
                    fill(range, piece)
                    Base64Text.append(UnsafeRawBufferPointer(piece), to: &output)
                }
            }
        }
    }
}

private enum Base64Text {
    /// Whole groups of three bytes, and whole numbers of one, two and four.
    static let pieceLength = 12 << 10

    static func length(of byteCount: Int) -> Int { (byteCount + 2) / 3 * 4 }

    private static let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)
    private static let padding = UInt8(ascii: "=")

    /// The two characters of each twelve bits, the first in the low byte.
    private static let pairs = (0..<4096).map { bits in
        UInt16(alphabet[bits >> 6]) | UInt16(alphabet[bits & 63]) << 8
    }

    static func append(_ bytes: UnsafeRawBufferPointer, to output: inout OutputBuffer) {
        let length = length(of: bytes.count)
        output.append(atMost: length) { destination in
            pairs.withUnsafeBufferPointer { write(bytes, $0, to: UnsafeMutableRawPointer(destination)) }
            return length
        }
    }

    /// - destination: room for the whole text.
    private static func write(
        _ bytes: UnsafeRawBufferPointer, _ pairs: UnsafeBufferPointer<UInt16>, to destination: UnsafeMutableRawPointer
    ) {
        guard let source = bytes.baseAddress, let pairs = pairs.baseAddress else { return }
        var read = 0
        var written = 0
        // Six bytes at a time, of eight that are loaded at once.
        while read + 8 <= bytes.count {
            let group = UInt64(bigEndian: source.loadUnaligned(fromByteOffset: read, as: UInt64.self))
            let text =
                UInt64(pairs[Int(group >> 52)]) | UInt64(pairs[Int(group >> 40) & 4095]) << 16
                | UInt64(pairs[Int(group >> 28) & 4095]) << 32 | UInt64(pairs[Int(group >> 16) & 4095]) << 48
            destination.storeBytes(of: text.littleEndian, toByteOffset: written, as: UInt64.self)
            read += 6
            written += 8
        }
        while read < bytes.count {
            let second = read + 1 < bytes.count ? bytes[read + 1] : nil
            let third = read + 2 < bytes.count ? bytes[read + 2] : nil
            let group = Int(bytes[read]) << 16 | Int(second ?? 0) << 8 | Int(third ?? 0)
            let characters = (
                alphabet[group >> 18], alphabet[group >> 12 & 63], second == nil ? padding : alphabet[group >> 6 & 63],
                third == nil ? padding : alphabet[group & 63]
            )
            destination.storeBytes(of: characters.0, toByteOffset: written, as: UInt8.self)
            destination.storeBytes(of: characters.1, toByteOffset: written + 1, as: UInt8.self)
            destination.storeBytes(of: characters.2, toByteOffset: written + 2, as: UInt8.self)
            destination.storeBytes(of: characters.3, toByteOffset: written + 3, as: UInt8.self)
            read += 3
            written += 4
        }
    }
}
