/// What BERT does to a text: removes controls, separates ideographs, strips accents, lower-cases.
struct BertNormalizer: Normalizer {
    let cleansText: Bool
    let separatesIdeographs: Bool
    let stripsAccents: Bool
    let lowercases: Bool

    /// - stripsAccents: nil to go with the case.
    init(cleansText: Bool, separatesIdeographs: Bool, stripsAccents: Bool?, lowercases: Bool) {
        self.cleansText = cleansText
        self.separatesIdeographs = separatesIdeographs
        self.stripsAccents = stripsAccents ?? lowercases
        self.lowercases = lowercases
    }

    func normalize(_ text: inout AlignedText) {
        guard text.bytes.contains(where: { $0 >= 0x80 }) else {
            text.rewrite { scalar, output in
                guard let cleaned = cleansText ? Self.cleaned(scalar) : scalar else { return }
                if lowercases { Lowercase.lowercase(cleaned) { output.write($0) } } else { output.write(cleaned) }
            }
            return
        }
        if cleansText || separatesIdeographs {
            text.rewrite { scalar, output in
                guard let cleaned = cleansText ? Self.cleaned(scalar) : scalar else { return }
                let isSeparated = separatesIdeographs && Self.isIdeograph(cleaned)
                if isSeparated { output.write(0x20) }
                output.write(cleaned)
                if isSeparated { output.write(0x20) }
            }
        }
        if stripsAccents {
            UnicodeForm.nfd.normalize(&text)
            text.rewrite { scalar, output in
                if scalar < 0x80 || !ScalarProperties(of: scalar).contains(.nonspacingMark) { output.write(scalar) }
            }
        }
        if lowercases { Lowercase().normalize(&text) }
    }

    /// nil when it is removed; a space for white space.
    @inline(__always)
    private static func cleaned(_ scalar: UInt32) -> UInt32? {
        switch scalar {
        case 0x09, 0x0A, 0x0D: return 0x20
        case 0x20...0x7E: return scalar
        default:
            let properties = ScalarProperties(of: scalar)
            if properties.contains(.unclean) { return nil }
            return properties.contains(.whiteSpace) ? 0x20 : scalar
        }
    }

    private static func isIdeograph(_ scalar: UInt32) -> Bool {
        switch scalar {
        case 0x4E00...0x9FFF, 0x3400...0x4DBF, 0x20000...0x2A6DF, 0x2A700...0x2B73F, 0x2B740...0x2B81F,
            0x2B920...0x2CEAF, 0xF900...0xFAFF, 0x2F800...0x2FA1F:
            true
        default: false
        }
    }
}
