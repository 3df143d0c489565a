/// GPT-2's words, every byte of which is written as a printable character.
struct ByteLevel: PreTokenizer {
    let addsPrefixSpace: Bool
    /// Whether the text is cut into words.
    let splits: Bool

    func pretokenize(_ text: inout PretokenizedText) {
        if addsPrefixSpace {
            text.rewrite { source, stretch, output in
                if source.bytes[stretch.range.lowerBound] != 0x20 {
                    output.append(0x20, from: source.origins[stretch.range.lowerBound])
                }
                output.append(contentsOf: source, range: stretch.range)
            }
        }
        if splits {
            text.cut { bytes, range, cuts in
                var position = range.lowerBound
                while position < range.upperBound {
                    let end = Self.wordEnd(in: bytes, from: position, to: range.upperBound)
                    cuts.add(position..<end)
                    position = end
                }
            }
        }
        text.rewrite { source, stretch, output in
            source.bytes.withUnsafeBufferPointer { bytes in
                for position in stretch.range {
                    output.append(ByteCharacters.scalar(of: bytes[position]), from: source.origins[position])
                }
            }
        }
    }

    /// Where the match ends of
    /// `'s|'t|'re|'ve|'m|'ll|'d| ?\p{L}+| ?\p{N}+| ?[^\s\p{L}\p{N}]+|\s+(?!\S)|\s+`.
    private static func wordEnd(in bytes: UnsafeBufferPointer<UInt8>, from start: Int, to end: Int) -> Int {
        if bytes[start] == UInt8(ascii: "'"), let length = contractionLength(in: bytes, from: start, to: end) {
            return start + length
        }
        var position = start
        var kind = Kind(UTF8Scalars.next(in: bytes, at: &position))
        if bytes[start] == 0x20, position < end {
            var next = position
            let nextKind = Kind(UTF8Scalars.next(in: bytes, at: &next))
            if nextKind != .space {
                kind = nextKind
                position = next
            }
        }
        // Where the last scalar of the run begins.
        var last = start
        while position < end {
            let scalarStart = position
            var next = position
            guard Kind(UTF8Scalars.next(in: bytes, at: &next)) == kind else { break }
            last = scalarStart
            position = next
        }
        // White space leaves its last scalar to the word that follows, if that is not all there is.
        if kind == .space, position < end, last > start { return last }
        return position
    }

    private static func contractionLength(
        in bytes: UnsafeBufferPointer<UInt8>, from start: Int, to end: Int
    ) -> Int? {
        guard start + 1 < end else { return nil }
        let second: UInt8? = start + 2 < end ? bytes[start + 2] : nil
        switch bytes[start + 1] {
        case UInt8(ascii: "s"), UInt8(ascii: "t"), UInt8(ascii: "m"), UInt8(ascii: "d"): return 2
        case UInt8(ascii: "r") where second == UInt8(ascii: "e"): return 3
        case UInt8(ascii: "v") where second == UInt8(ascii: "e"): return 3
        case UInt8(ascii: "l") where second == UInt8(ascii: "l"): return 3
        default: return nil
        }
    }

    private enum Kind {
        case letter, number, space, other

        @inline(__always)
        init(_ scalar: UInt32) {
            if scalar | 0x20 >= 0x61, scalar | 0x20 <= 0x7A {
                self = .letter
                return
            }
            let properties = ScalarProperties(of: scalar)
            self =
                properties.contains(.regexLetter)
                ? .letter
                : properties.contains(.regexNumber) ? .number : properties.contains(.regexSpace) ? .space : .other
        }
    }
}
