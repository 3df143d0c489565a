private import CUnicode

struct Lowercase: Normalizer {
    func normalize(_ text: inout AlignedText) {
        text.rewrite { scalar, output in Self.lowercase(scalar) { output.write($0) } }
    }

    @inline(__always)
    static func lowercase(_ scalar: UInt32, _ write: (UInt32) -> Void) {
        if scalar < 0x80 {
            write(scalar &- 0x41 < 26 ? scalar | 0x20 : scalar)
            return
        }
        var count = 0
        guard let mapped = heed_unicode_map(HEED_UNICODE_LOWERCASE, scalar, &count) else { return write(scalar) }
        for index in 0..<count { write(mapped[index]) }
    }
}
