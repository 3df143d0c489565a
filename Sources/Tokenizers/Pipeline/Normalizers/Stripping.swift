/// Removes white space at the ends.
struct Strip: Normalizer {
    let stripsLeft: Bool
    let stripsRight: Bool

    func normalize(_ text: inout AlignedText) {
        let range = Self.kept(of: text.bytes, left: stripsLeft, right: stripsRight)
        guard range.count < text.count else { return }
        var stripped = AlignedText(startingAt: text.start, capacity: range.count)
        stripped.append(contentsOf: text, range: range)
        text = stripped
    }

    private static func kept(of bytes: [UInt8], left: Bool, right: Bool) -> Range<Int> {
        bytes.withUnsafeBufferPointer { bytes in
            var start = 0
            // Where the last scalar ends that is not white space.
            var end = 0
            var position = 0
            var isLeading = true
            while position < bytes.count {
                let scalar = UTF8Scalars.next(in: bytes, at: &position)
                if ScalarProperties(of: scalar).contains(.whiteSpace) {
                    if isLeading { start = position }
                } else {
                    isLeading = false
                    end = position
                }
            }
            let lower = left ? start : 0
            return lower..<max(lower, right ? end : bytes.count)
        }
    }
}

/// Removes combining marks; those of composed letters only after a decomposition.
struct StripAccents: Normalizer {
    func normalize(_ text: inout AlignedText) {
        guard text.bytes.contains(where: { $0 >= 0x80 }) else { return }
        text.rewrite { scalar, output in
            if scalar < 0x80 || !ScalarProperties(of: scalar).contains(.combiningMark) { output.write(scalar) }
        }
    }
}

/// Puts a text in front of one that is not empty.
struct Prepend: Normalizer {
    let prefix: [UInt8]

    func normalize(_ text: inout AlignedText) { text.prepend(prefix) }
}
