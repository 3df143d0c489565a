private import Checkpoints
private import FuzzSupport

/// A `tokenizer.json`, whose tokenizer then cuts and joins hard texts.
@_cdecl("LLVMFuzzerTestOneInput")
func fuzzTokenizerFile(_ start: UnsafeRawPointer?, _ count: Int) -> CInt {
    let file = FileBytes(copying: UnsafeRawBufferPointer(start: start, count: count))
    // The file's length picks the class, so that an input is nothing but the file.
    exerciseTokenizer(of: classes[count % classes.count], ["tokenizer.json": file])
    return 0
}

/// One that takes the file as it is, and those that take parts of it and build the rest.
private let classes = [
    "PreTrainedTokenizerFast", "BertTokenizer", "RobertaTokenizer", "T5Tokenizer", "PegasusTokenizer",
    "AlbertTokenizer",
    "XLMRobertaTokenizer",
]
