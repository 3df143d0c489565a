private import FuzzSupport

/// A file of torch.save: the zip archive or the older format, the pickle in it, and its tensors' bytes.
@_cdecl("LLVMFuzzerTestOneInput")
func fuzzPyTorch(_ start: UnsafeRawPointer?, _ count: Int) -> CInt {
    readCheckpoint("pytorch_model.bin", UnsafeRawBufferPointer(start: start, count: count))
    return 0
}
