import Decoding
import Tokenizers

/// Ends a sequence whose text has come to contain one of these strings.
struct StopStrings: Sendable {
    let strings: [[UInt8]]
    let tokenizer: any Tokenizer
    /// UTF-8 bytes of the text that the client had put there itself: a string inside it stops nothing.
    private let prefixLength: Int
    private let prefixCount: Int

    init(_ strings: [String], tokenizer: any Tokenizer, prefix: [Int32]) {
        self.strings = strings.map { Array($0.utf8) }
        self.tokenizer = tokenizer
        prefixCount = prefix.count
        prefixLength = (try? tokenizer.decode(prefix, side: .target))?.text.utf8.count ?? 0
    }

    func isReached(by tokens: [Int32]) -> Bool {
        guard tokens.count > prefixCount, let text = try? tokenizer.decode(tokens, side: .target).text else {
            return false
        }
        let bytes = Array(text.utf8)
        return strings.contains { string in
            guard bytes.count >= string.count, bytes.count > prefixLength else { return false }
            let first = max(0, prefixLength + 1 - string.count)
            let last = bytes.count - string.count
            return first <= last && (first...last).contains { bytes[$0..<$0 + string.count].elementsEqual(string) }
        }
    }
}
