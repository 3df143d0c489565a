private import Checkpoints
private import FuzzSupport
private import Tokenizers

/// A vocabulary file of a directory without tokenizer.json, after a byte that says whose: the tokenizer then cuts hard texts and joins them
/// again.
@_cdecl("LLVMFuzzerTestOneInput")
func fuzzVocabularyFiles(_ start: UnsafeRawPointer?, _ count: Int) -> CInt {
    let bytes = UnsafeRawBufferPointer(start: start, count: count)
    guard let first = bytes.first else { return 0 }
    let (modelType, name, others) = directories[Int(first) % directories.count]
    var files = [
        "config.json": file(#"{"model_type": "\#(modelType)"}"#),
        name: FileBytes(copying: UnsafeRawBufferPointer(rebasing: bytes.dropFirst())),
    ]
    for (name, text) in others { files[name] = file(text) }
    let directory = ModelDirectory(label: "fuzz", embedded: files)
    guard let tokenizer = try? TokenizerLoader.load(from: directory) else { return 0 }
    for text in texts {
        let tokens = tokenizer.encode(text, side: .source, addingSpecialTokens: true)
        let scalarCount = text.unicodeScalars.count
        for token in tokens {
            precondition(token.range.map { $0.upperBound <= scalarCount } ?? true, "a range outside of the text")
        }
        guard let decoded = try? tokenizer.decode(tokens.map(\.id), side: .source) else {
            preconditionFailure("an id of the tokenizer's own is refused")
        }
        precondition(decoded.tokens.count == tokens.count, "a token is lost")
        keep(decoded)
    }
    return 0
}

/// The model type, the file that is given, and what else the directory has.
private let directories: [(modelType: String, name: String, others: [(name: String, text: String)])] = [
    ("t5", "spiece.model", []),
    ("bert", "vocab.txt", []),
    ("xlm-roberta", "sentencepiece.bpe.model", []),
    ("m2m_100", "sentencepiece.bpe.model", [("tokenizer_config.json", #"{"tokenizer_class": "NllbTokenizer"}"#)]),
    ("pegasus", "spiece.model", []),
    (
        "bart", "merges.txt",
        [("vocab.json", #"{"<s>": 0, "</s>": 1, "a": 2, "b": 3, "Ġ": 4, "ab": 5, "Ġa": 6, "Ġab": 7}"#)]
    ),
    ("mpnet", "vocab.txt", []),
    ("mbart", "sentencepiece.bpe.model", []),
    ("albert", "spiece.model", []),
]

private func file(_ text: String) -> FileBytes {
    Array(text.utf8).withUnsafeBytes { FileBytes(copying: $0) }
}

private let texts = [
    "", " ", "Hello, world!  It's 3.5 <s>", "\u{301}e\u{301}\u{323} 각\u{1112}\u{1161}\u{11AB}",
    "👨‍👩‍👧 🇫🇷a\u{200D}b\r\n\u{0}",
    "▁ ▁▁x <0x41>[CLS] ﬁ ½ 漢字İẞ", String(repeating: "ab ", count: 40),
]
