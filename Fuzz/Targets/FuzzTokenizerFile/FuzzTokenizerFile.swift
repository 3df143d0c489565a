private import FuzzSupport
private import Tokenizers

/// A tokenizer.json: the pipeline that it describes then cuts hard texts and joins them again.
@_cdecl("LLVMFuzzerTestOneInput")
func fuzzTokenizerFile(_ start: UnsafeRawPointer?, _ count: Int) -> CInt {
    let bytes = Array(UnsafeRawBufferPointer(start: start, count: count))
    guard let tokenizer = try? TokenizerLoader.load(tokenizerFile: bytes) else { return 0 }
    for text in texts {
        let tokens = tokenizer.encode(text, side: .source, addingSpecialTokens: true)
        let scalarCount = text.unicodeScalars.count
        for token in tokens {
            precondition(token.range.map { $0.upperBound <= scalarCount } ?? true, "a range outside of the text")
            precondition(token.id >= 0 && Int(token.id) < tokenizer.vocabularySize(side: .source), "an unknown id")
        }
        // Every id that came out goes in again.
        guard let decoded = try? tokenizer.decode(tokens.map(\.id), side: .source) else {
            preconditionFailure("an id of the tokenizer's own is refused")
        }
        precondition(decoded.tokens.count == tokens.count, "a token is lost")
        keep(decoded)
    }
    return 0
}

private let texts = [
    "", " ", "Hello, world!  It's 3.5 <s>", "\u{301}e\u{301}\u{323} 각\u{1112}\u{1161}\u{11AB}",
    "👨‍👩‍👧 🇫🇷a\u{200D}b\r\n\u{0}",
    "▁ ▁▁x <0x41>[CLS] ﬁ ½ 漢字İẞ", String(repeating: "ab ", count: 40),
]
