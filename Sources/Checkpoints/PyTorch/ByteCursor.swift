/// A place in bytes that are not trusted: every read is nil when it would go past their end, and then moves nothing.
struct ByteCursor {
    private let bytes: UnsafeRawBufferPointer
    /// From 0 to the count of bytes.
    private(set) var position: Int

    /// - bytes: valid as long as the cursor is used
    init(_ bytes: UnsafeRawBufferPointer) {
        self.bytes = bytes
        position = 0
    }

    /// nil when the position is outside the bytes.
    init?(_ bytes: UnsafeRawBufferPointer, at position: Int) {
        guard (0...bytes.count).contains(position) else { return nil }
        self.bytes = bytes
        self.position = position
    }

    var remaining: Int { bytes.count - position }

    /// The next integer, little-endian.
    mutating func integer<Integer: FixedWidthInteger & BitwiseCopyable>(_ type: Integer.Type) -> Integer? {
        let size = MemoryLayout<Integer>.size
        guard remaining >= size else { return nil }
        defer { position += size }
        return Integer(littleEndian: bytes.loadUnaligned(fromByteOffset: position, as: type))
    }

    /// The next `count` bytes.
    mutating func take(_ count: Int) -> UnsafeRawBufferPointer? {
        guard count >= 0, count <= remaining else { return nil }
        defer { position += count }
        return UnsafeRawBufferPointer(rebasing: bytes[position..<position + count])
    }

    /// The bytes before the next line feed, which is skipped.
    mutating func line() -> UnsafeRawBufferPointer? {
        guard let end = bytes[position...].firstIndex(of: UInt8(ascii: "\n")) else { return nil }
        defer { position = end + 1 }
        return UnsafeRawBufferPointer(rebasing: bytes[position..<end])
    }
}
