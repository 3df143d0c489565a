import Decoding
import Tokenizers

/// Ends a sequence whose text has come to contain one of these strings.
struct StopStrings: Sendable {
    /// Bytes beyond the longest string's that a look at the last tokens covers. A text that is cut anywhere may begin otherwise than it
    /// would go on: without its space, or within a character.
    private static let margin = 16

    let strings: [[UInt8]]
    let tokenizer: any Tokenizer
    /// UTF-8 bytes of the text that the client had put there itself: a string inside it stops nothing.
    private let prefixLength: Int
    private let prefixCount: Int
    /// Bytes of text at whose end a string is found that the last token completed. nil: the tokenizer may write the whole text otherwise
    /// with every token.
    private let nearLength: Int?

    init(_ strings: [String], tokenizer: any Tokenizer, prefix: [Int32]) {
        self.strings = strings.map { Array($0.utf8) }
        self.tokenizer = tokenizer
        prefixCount = prefix.count
        prefixLength = (try? tokenizer.decode(prefix, side: .target))?.text.utf8.count ?? 0
        let longest = self.strings.map(\.count).max() ?? 0
        nearLength = tokenizer.textStream(side: .target).mayChangeWholeText ? nil : longest + Self.margin
    }

    /// Called after each token: what is asked is whether the last one completes a string.
    func isReached(by tokens: [Int32]) -> Bool {
        guard tokens.count > prefixCount, mayBeReached(by: tokens),
            let text = try? tokenizer.decode(tokens, side: .target).text
        else { return false }
        return contains(Array(text.utf8), from: prefixLength)
    }

    /// Whether the text of the last tokens contains a string: the whole text is then decoded, which takes the longer the longer it is.
    private func mayBeReached(by tokens: [Int32]) -> Bool {
        guard let nearLength else { return true }
        var count = nearLength
        while count < tokens.count {
            guard let text = try? tokenizer.decode(Array(tokens.suffix(count)), side: .target).text else { return true }
            let bytes = Array(text.utf8)
            if bytes.count >= nearLength { return contains(bytes, from: 0) }
            // Special tokens have no text.
            count *= 2
        }
        return true
    }

    /// Whether one of the strings ends after the first `start` bytes.
    private func contains(_ bytes: [UInt8], from start: Int) -> Bool {
        strings.contains { string in
            guard bytes.count >= string.count, bytes.count > start else { return false }
            let first = max(0, start + 1 - string.count)
            let last = bytes.count - string.count
            return first <= last && (first...last).contains { bytes[$0..<$0 + string.count].elementsEqual(string) }
        }
    }
}
