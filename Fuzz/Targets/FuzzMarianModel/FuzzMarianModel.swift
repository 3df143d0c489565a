private import Checkpoints
private import FuzzSupport

/// A SentencePiece model as `source.spm` and `target.spm`, which the library of SentencePiece runs, beside a vocabulary that is sound.
@_cdecl("LLVMFuzzerTestOneInput")
func fuzzMarianModel(_ start: UnsafeRawPointer?, _ count: Int) -> CInt {
    let model = FileBytes(copying: UnsafeRawBufferPointer(start: start, count: count))
    exerciseTokenizer(of: "MarianTokenizer", ["source.spm": model, "target.spm": model, "vocab.json": vocabulary])
    return 0
}

private let vocabulary = repositoryFile("Tests/Fixtures/tokenizers/letters/vocab.json")
