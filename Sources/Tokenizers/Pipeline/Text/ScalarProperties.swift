private import CUnicode

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
