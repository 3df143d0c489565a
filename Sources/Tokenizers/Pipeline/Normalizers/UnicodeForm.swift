private import CUnicode

/// The Unicode normalization forms.
///
/// The arithmetic of Hangul is that of section 3.12 of the Unicode Standard; the rest is looked up.
enum UnicodeForm: Normalizer {
    case nfc, nfd, nfkc, nfkd

    private var isCompatible: Bool { self == .nfkc || self == .nfkd }
    private var composes: Bool { self == .nfc || self == .nfkc }

    func normalize(_ text: inout AlignedText) {
        // ASCII is in every form.
        guard text.bytes.contains(where: { $0 >= 0x80 }) else { return }
        let decomposed = Self.decompose(text.bytes, isCompatible ? HEED_UNICODE_COMPATIBLE : HEED_UNICODE_CANONICAL)
        text.apply(composes ? Self.compose(decomposed) : decomposed)
    }

    /// Decomposes every scalar and puts marks into canonical order.
    private static func decompose(_ bytes: [UInt8], _ mapping: heed_unicode_mapping) -> [AlignedText.Edit] {
        var edits: [AlignedText.Edit] = []
        edits.reserveCapacity(bytes.count)
        // Where the run of marks begins that is at the end of `edits`.
        var marks = 0
        func append(_ scalar: UInt32, isFirst: Bool) {
            if heed_unicode_combining_class(scalar) == 0 {
                sortMarks(&edits, from: marks)
                marks = edits.count + 1
            }
            edits.append(AlignedText.Edit(scalar: scalar, change: isFirst ? 0 : 1))
        }
        bytes.withUnsafeBufferPointer { bytes in
            var position = 0
            while position < bytes.count {
                let scalar = UTF8Scalars.next(in: bytes, at: &position)
                if scalar < 0x80 {
                    sortMarks(&edits, from: marks)
                    edits.append(AlignedText.Edit(scalar: scalar, change: 0))
                    marks = edits.count
                } else if let jamo = Hangul.decomposition(of: scalar) {
                    append(jamo.leading, isFirst: true)
                    append(jamo.vowel, isFirst: false)
                    if let trailing = jamo.trailing { append(trailing, isFirst: false) }
                } else {
                    var count = 0
                    if let mapped = heed_unicode_map(mapping, scalar, &count) {
                        for index in 0..<count { append(mapped[index], isFirst: index == 0) }
                    } else {
                        append(scalar, isFirst: true)
                    }
                }
            }
        }
        sortMarks(&edits, from: marks)
        return edits
    }

    /// Stable, by combining class.
    private static func sortMarks(_ edits: inout [AlignedText.Edit], from start: Int) {
        guard edits.count - start > 1 else { return }
        let sorted = edits[start...].map { (class: heed_unicode_combining_class($0.scalar), edit: $0) }
            .sorted { $0.class < $1.class }
        for (offset, mark) in sorted.enumerated() { edits[start + offset] = mark.edit }
    }

    /// Composes what is decomposed and ordered.
    private static func compose(_ edits: [AlignedText.Edit]) -> [AlignedText.Edit] {
        var composed: [AlignedText.Edit] = []
        composed.reserveCapacity(edits.count)
        // The last starter's place in `composed`, which later scalars may compose with.
        var starter: Int?
        // The class of the mark before, since the starter.
        var previousClass: UInt8?
        for edit in edits {
            let combiningClass = heed_unicode_combining_class(edit.scalar)
            let isBlocked = previousClass.map { $0 >= combiningClass } ?? false
            if let starter, !isBlocked, let scalar = composition(composed[starter].scalar, edit.scalar) {
                composed[starter].scalar = scalar
                composed[starter].change += edit.change - 1
                continue
            }
            composed.append(edit)
            if combiningClass == 0 {
                starter = composed.count - 1
                previousClass = nil
            } else if starter != nil {
                previousClass = combiningClass
            }
        }
        return composed
    }

    private static func composition(_ first: UInt32, _ second: UInt32) -> UInt32? {
        if second < 0x300 { return nil }
        if let syllable = Hangul.composition(first, second) { return syllable }
        let composed = heed_unicode_compose(first, second)
        return composed == 0 ? nil : composed
    }
}

/// Syllables of three jamo, by arithmetic.
private enum Hangul {
    private static let syllables: UInt32 = 0xAC00
    private static let leading: UInt32 = 0x1100
    private static let vowels: UInt32 = 0x1161
    /// Of no trailing consonant.
    private static let trailing: UInt32 = 0x11A7
    private static let leadingCount: UInt32 = 19
    private static let vowelCount: UInt32 = 21
    private static let trailingCount: UInt32 = 28
    private static let syllableCount = leadingCount * vowelCount * trailingCount

    static func decomposition(of scalar: UInt32) -> (leading: UInt32, vowel: UInt32, trailing: UInt32?)? {
        guard scalar >= syllables, scalar < syllables + syllableCount else { return nil }
        let index = scalar - syllables
        let tail = index % trailingCount
        return (
            leading + index / (vowelCount * trailingCount), vowels + index / trailingCount % vowelCount,
            tail == 0 ? nil : trailing + tail
        )
    }

    static func composition(_ first: UInt32, _ second: UInt32) -> UInt32? {
        if (leading..<leading + leadingCount).contains(first), (vowels..<vowels + vowelCount).contains(second) {
            return syllables + ((first - leading) * vowelCount + second - vowels) * trailingCount
        }
        if (syllables..<syllables + syllableCount).contains(first), (first - syllables) % trailingCount == 0,
            (trailing + 1..<trailing + trailingCount).contains(second)
        {
            return first + second - trailing
        }
        return nil
    }
}
