package import Checkpoints
package import Tokenizers

/// Loads the tokenizer of a directory and takes hard texts through it; what is refused is fine.
/// - tokenizerClass: one of transformers
package func exerciseTokenizer(of tokenizerClass: String, _ files: [String: FileBytes]) {
    let settings = file(of: #"{"tokenizer_class":"\#(tokenizerClass)"}"#)
    let directory = ModelDirectory(
        label: "fuzz", embedded: files.merging(["tokenizer_config.json": settings]) { file, _ in file })
    guard let tokenizer = try? TokenizerLoader.load(from: directory) else { return }
    for text in hardTexts { exercise(tokenizer, text) }
}

/// Texts that meet most of what a pipeline does: scripts, marks, emoji sequences, spaces of all kinds, special tokens spelt out.
private let hardTexts = [
    "", " ", "Hello, world! don't", "  two  spaces\n\ttab\u{A0}nbsp\u{200B}zero",
    "Ünïcödé e\u{301}\u{327} \u{1E9B}\u{323}",
    "\u{645}\u{631}\u{62D}\u{628}\u{627} \u{4F60}\u{597D}\u{4E16}\u{754C} \u{1112}\u{1161}\u{11AB} \u{BC88}",
    "\u{1F468}\u{200D}\u{1F469}\u{200D}\u{1F467} \u{1F1EB}\u{1F1F7} \u{1F44D}\u{1F3FD}",
    "<s></s>[CLS] [MASK]<unk> <pad>",
    "\u{FFFD}\u{FEFF}\u{10FFFF}\u{1}\u{0}", "x9999 1,000.50 ½ ﬁ Ⅷ", String(repeating: "ab", count: 200),
]

/// Encodes a text with and without special tokens and decodes the ids. Whatever the files say, ids are in the vocabulary and ranges in
/// the text.
package func exercise(_ tokenizer: any Tokenizer, _ text: String) {
    let scalars = text.unicodeScalars.count
    for side in [TextSide.source, .target] {
        let size = tokenizer.vocabularySize(side: side)
        for addsSpecialTokens in [true, false] {
            let tokens = tokenizer.encode(text, side: side, addingSpecialTokens: addsSpecialTokens)
            for token in tokens {
                precondition((0..<size).contains(Int(token.id)), "id \(token.id) of a vocabulary of \(size)")
                guard let range = token.range else { continue }
                precondition((0...scalars).contains(range.upperBound), "\(range) of \(scalars) scalars")
            }
            guard let decoded = try? tokenizer.decode(tokens.map(\.id), side: side) else {
                preconditionFailure("ids of a text do not decode")
            }
            precondition(decoded.tokens.count == tokens.count, "\(decoded.tokens.count) tokens of \(tokens.count) ids")
        }
    }
}
