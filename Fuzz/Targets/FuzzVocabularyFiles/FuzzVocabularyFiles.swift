private import Checkpoints
private import FuzzSupport

/// The text files of vocabularies: `vocab.txt`, `merges.txt` and `vocab.json`, each beside what is sound.
@_cdecl("LLVMFuzzerTestOneInput")
func fuzzVocabularyFiles(_ start: UnsafeRawPointer?, _ count: Int) -> CInt {
    let file = FileBytes(copying: UnsafeRawBufferPointer(start: start, count: count))
    exerciseTokenizer(of: count.isMultiple(of: 2) ? "BertTokenizer" : "MPNetTokenizer", ["vocab.txt": file])
    exerciseTokenizer(of: "RobertaTokenizer", ["merges.txt": file, "vocab.json": vocabulary])
    exerciseTokenizer(of: "RobertaTokenizer", ["merges.txt": merges, "vocab.json": file])
    return 0
}

private let vocabulary = repositoryFile("Tests/Fixtures/tokenizer-directories/roberta/vocab.json")
private let merges = repositoryFile("Tests/Fixtures/tokenizer-directories/roberta/merges.txt")
