private import CUnicode

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

/// Properties of scalars as the reference tokenizers know them.
struct ScalarProperties: OptionSet {
    let rawValue: UInt32

    init(rawValue: UInt32) { self.rawValue = rawValue }

    private init(_ property: heed_unicode_property) { rawValue = property.rawValue }

    @inline(__always)
    init(of scalar: UInt32) { rawValue = heed_unicode_properties(scalar) }

    static let whiteSpace = Self(HEED_UNICODE_WHITE_SPACE)
    static let numeric = Self(HEED_UNICODE_NUMERIC)
    static let punctuation = Self(HEED_UNICODE_PUNCTUATION)
    static let unclean = Self(HEED_UNICODE_UNCLEAN)
    static let nonspacingMark = Self(HEED_UNICODE_NONSPACING_MARK)
    static let combiningMark = Self(HEED_UNICODE_COMBINING_MARK)
    static let regexLetter = Self(HEED_UNICODE_REGEX_LETTER)
    static let regexNumber = Self(HEED_UNICODE_REGEX_NUMBER)
    static let regexSpace = Self(HEED_UNICODE_REGEX_SPACE)
    static let word = Self(HEED_UNICODE_WORD)
    static let graphemeExtend = Self(HEED_UNICODE_GRAPHEME_EXTEND)
    static let graphemeSpacingMark = Self(HEED_UNICODE_GRAPHEME_SPACING_MARK)
    static let graphemePrepend = Self(HEED_UNICODE_GRAPHEME_PREPEND)
    static let graphemeControl = Self(HEED_UNICODE_GRAPHEME_CONTROL)
    static let pictographic = Self(HEED_UNICODE_PICTOGRAPHIC)
    static let conjunctConsonant = Self(HEED_UNICODE_CONJUNCT_CONSONANT)
    static let conjunctLinker = Self(HEED_UNICODE_CONJUNCT_LINKER)
}
