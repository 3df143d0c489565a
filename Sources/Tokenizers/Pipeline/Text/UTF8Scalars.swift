/// Reading and writing scalars of UTF-8 in place.
enum UTF8Scalars {
    /// The scalar at a position of valid UTF-8, and where the next one begins.
    @inline(__always)
    static func next(in bytes: UnsafeBufferPointer<UInt8>, at position: inout Int) -> UInt32 {
        let first = UInt32(bytes[position])
        guard first >= 0x80 else {
            position += 1
            return first
        }
        return decodeLong(in: bytes, at: &position, first: first)
    }

    /// Bytes that are missing at the end count as zero: valid UTF-8 has them.
    private static func decodeLong(
        in bytes: UnsafeBufferPointer<UInt8>, at position: inout Int, first: UInt32
    ) -> UInt32 {
        func continuation(_ offset: Int) -> UInt32 {
            position + offset < bytes.count ? UInt32(bytes[position + offset]) & 0x3F : 0
        }
        let (width, scalar): (Int, UInt32) =
            switch first {
            case ..<0xE0: (2, (first & 0x1F) << 6 | continuation(1))
            case ..<0xF0: (3, (first & 0x0F) << 12 | continuation(1) << 6 | continuation(2))
            default: (4, (first & 0x07) << 18 | continuation(1) << 12 | continuation(2) << 6 | continuation(3))
            }
        position = min(position + width, bytes.count)
        return scalar
    }

    /// How many bytes the scalar takes that begins with this byte.
    @inline(__always)
    static func width(firstByte: UInt8) -> Int {
        firstByte < 0x80 ? 1 : firstByte < 0xE0 ? 2 : firstByte < 0xF0 ? 3 : 4
    }

    /// Calls `body` with each byte of a scalar's UTF-8.
    @inline(__always)
    static func encode(_ scalar: UInt32, _ body: (UInt8) -> Void) {
        if scalar < 0x80 {
            body(UInt8(truncatingIfNeeded: scalar))
        } else if scalar < 0x800 {
            body(UInt8(truncatingIfNeeded: 0xC0 | scalar >> 6))
            body(UInt8(truncatingIfNeeded: 0x80 | scalar & 0x3F))
        } else if scalar < 0x10000 {
            body(UInt8(truncatingIfNeeded: 0xE0 | scalar >> 12))
            body(UInt8(truncatingIfNeeded: 0x80 | scalar >> 6 & 0x3F))
            body(UInt8(truncatingIfNeeded: 0x80 | scalar & 0x3F))
        } else {
            body(UInt8(truncatingIfNeeded: 0xF0 | scalar >> 18))
            body(UInt8(truncatingIfNeeded: 0x80 | scalar >> 12 & 0x3F))
            body(UInt8(truncatingIfNeeded: 0x80 | scalar >> 6 & 0x3F))
            body(UInt8(truncatingIfNeeded: 0x80 | scalar & 0x3F))
        }
    }
}
