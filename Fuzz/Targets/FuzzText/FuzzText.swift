private import Checkpoints
private import FuzzSupport
private import Tokenizers

/// A text through tokenizers of every kind.
@_cdecl("LLVMFuzzerTestOneInput")
func fuzzText(_ start: UnsafeRawPointer?, _ count: Int) -> CInt {
    let text = String(decoding: UnsafeRawBufferPointer(start: start, count: count), as: UTF8.self)
    for tokenizer in tokenizers { exercise(tokenizer, text) }
    return 0
}

/// Before the first text, whose time would be over while the tokenizers are read.
@_cdecl("LLVMFuzzerInitialize")
func prepareToFuzz(_ count: UnsafeMutablePointer<CInt>?, _ arguments: UnsafeMutableRawPointer?) -> CInt {
    _ = tokenizers
    return 0
}

private let tokenizers: [any Tokenizer] = [
    "tokenizers/shared", "tokenizers/bytes", "pipelines/bert-uncased", "pipelines/byte-level",
    "pipelines/byte-fallback",
    "pipelines/metaspace", "pipelines/splits", "pipelines/digits", "pipelines/whole-words",
    "tokenizer-directories/t5", "tokenizer-directories/pegasus", "tokenizer-directories/m2m100",
].map { name in
    guard let directory = try? ModelDirectory(path: repositoryPath("Tests/Fixtures/\(name)")),
        let tokenizer = try? TokenizerLoader.load(from: directory)
    else { preconditionFailure("there is no tokenizer in \(name)") }
    return tokenizer
}
