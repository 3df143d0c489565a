private import CTextBreaks

/// ICU's plain sentence breaks: good at what ends a sentence in every script, and not at abbreviations.
struct SentenceBreaks: Sendable {
    let locale: String

    /// - locale: a language code; one that ICU does not know has the common rules.
    init(locale: String) throws(DocumentError) {
        self.locale = locale
        guard let iterator = heed_text_breaks_open(HEED_SENTENCES, locale) else { throw .noSentenceData }
        heed_text_breaks_close(iterator)
    }

    /// Calls `body` with the byte behind each sentence of a text of UTF-8, in order. With memory exhausted there are
    /// none.
    func forEach(in text: borrowing [UInt8], _ body: (Int) -> Void) {
        guard let iterator = heed_text_breaks_open(HEED_SENTENCES, locale) else { return }
        defer { heed_text_breaks_close(iterator) }
        text.withUnsafeBytes { bytes in
            let start = bytes.assumingMemoryBound(to: CChar.self).baseAddress
            guard heed_text_breaks_set(iterator, start, Int64(bytes.count)) != 0 else { return }
            while case let position = heed_text_breaks_next(iterator), position >= 0 { body(Int(position)) }
        }
    }
}
