private import Checkpoints
private import FuzzSupport

/// A serialized SentencePiece model, as each class that reads one builds its pipeline from it.
@_cdecl("LLVMFuzzerTestOneInput")
func fuzzSentencePieceFile(_ start: UnsafeRawPointer?, _ count: Int) -> CInt {
    let file = FileBytes(copying: UnsafeRawBufferPointer(start: start, count: count))
    // The file's length picks the class, so that an input is nothing but the file.
    let (name, fileName) = classes[count % classes.count]
    exerciseTokenizer(of: name, [fileName: file, "vocab.json": vocabulary])
    return 0
}

private let classes = [
    ("T5Tokenizer", "spiece.model"), ("PegasusTokenizer", "spiece.model"), ("AlbertTokenizer", "spiece.model"),
    ("XLMRobertaTokenizer", "sentencepiece.bpe.model"), ("MBartTokenizer", "sentencepiece.bpe.model"),
    ("MBart50Tokenizer", "sentencepiece.bpe.model"), ("NllbTokenizer", "sentencepiece.bpe.model"),
    ("M2M100Tokenizer", "sentencepiece.bpe.model"),
]

/// M2M100's, which has one beside the model.
private let vocabulary = repositoryFile("Tests/Fixtures/tokenizer-directories/m2m100/vocab.json")
