private import FuzzSupport
private import TestSupport

/// A pickle in an archive that is sound, beside storages of a few sizes.
@_cdecl("LLVMFuzzerTestOneInput")
func fuzzPickle(_ start: UnsafeRawPointer?, _ count: Int) -> CInt {
    let pickle = [UInt8](UnsafeRawBufferPointer(start: start, count: count))
    let storages = (0..<4).map { ZipBuilder.Entry("model/data/\($0)", [UInt8](repeating: 1, count: 24 << $0)) }
    let archive = ZipBuilder([ZipBuilder.Entry("model/data.pkl", pickle)] + storages).bytes()
    archive.withUnsafeBytes { readCheckpoint("pytorch_model.bin", $0) }
    return 0
}
