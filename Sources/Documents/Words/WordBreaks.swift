private import CTextBreaks

/// ICU's words of a text (UAX 29), with its dictionaries for scripts that put nothing between words.
package enum WordBreaks {
    /// The words, numbers and marks of a text in their order, in Unicode scalars; what is only white space is none. With memory
    /// exhausted there are none.
    package static func words(of text: String) -> [Range<Int>] {
        guard let iterator = heed_text_breaks_open(HEED_WORDS, "") else { return [] }
        defer { heed_text_breaks_close(iterator) }
        let scalars = ScalarText(text)
        var words: [Range<Int>] = []
        let bytes = Array(text.utf8)
        bytes.withUnsafeBytes { bytes in
            let start = bytes.assumingMemoryBound(to: CChar.self).baseAddress
            guard heed_text_breaks_set(iterator, start, Int64(bytes.count)) != 0 else { return }
            var scalar = 0
            while case let end = heed_text_breaks_next(iterator), end >= 0 {
                let word = scalar
                while scalar < scalars.count, scalars.offsets[scalar] < end { scalar += 1 }
                let range = scalars.trimmed(word..<scalar)
                if !range.isEmpty { words.append(range) }
            }
        }
        return words
    }
}
