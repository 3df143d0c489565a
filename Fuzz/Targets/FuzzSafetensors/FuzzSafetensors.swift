private import FuzzSupport

/// A safetensors file: its header, and its tensors' bytes.
@_cdecl("LLVMFuzzerTestOneInput")
func fuzzSafetensors(_ start: UnsafeRawPointer?, _ count: Int) -> CInt {
    readCheckpoint("model.safetensors", UnsafeRawBufferPointer(start: start, count: count))
    return 0
}
