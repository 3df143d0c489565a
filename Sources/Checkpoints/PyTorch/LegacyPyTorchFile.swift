/// The format of `torch.save` before PyTorch 1.6: pickles of a magic number, of the format's version, of the machine, of the object and
/// of its storages' keys; then, for each key, the storage's element count in eight bytes and its elements.
func readLegacyPyTorchFile(
    _ bytes: UnsafeRawBufferPointer, label: String
) throws(CheckpointError) -> PyTorchContents {
    /// 0x1950a86a20f9469cfc6c
    let magicNumber: [UInt8] = [0x6C, 0xFC, 0x9C, 0x46, 0xF9, 0x20, 0x6A, 0xA8, 0x50, 0x19]
    let formatVersion = 1001

    var cursor = ByteCursor(bytes)
    let magic = try PickleMachine.run(&cursor, label: label)
    guard case .largeInteger(magicNumber) = magic[magic.root] else {
        throw .malformed(file: label, reason: "it is a pickle, but not of torch.save")
    }
    let version = try PickleMachine.run(&cursor, label: label)
    guard version.integer(version.root) == formatVersion else {
        throw .unreadable(path: label, reason: "its format is not of the version \(formatVersion)")
    }
    let machine = try PickleMachine.run(&cursor, label: label)
    guard let littleEndian = machine.member("little_endian", of: machine.root),
        case .boolean(true) = machine[littleEndian]
    else { throw .unreadable(path: label, reason: "it was saved on a machine that is not little-endian") }

    let pickle = try PickleMachine.run(&cursor, label: label)
    let keys = try PickleMachine.run(&cursor, label: label)
    guard let keyReferences = keys.elements(of: keys.root) else {
        throw .malformed(file: label, reason: "it has no list of its storages' keys")
    }
    let storages = Dictionary(pickle.storages.map { ($0.key, $0) }) { first, _ in first }
    var storageRanges: [String: Range<Int>] = [:]
    for reference in keyReferences {
        guard let key = keys.text(reference), let storage = storages[key], storageRanges[key] == nil else {
            throw .malformed(file: label, reason: "its list of keys has one that is of no storage")
        }
        guard let elementCount = cursor.integer(Int64.self), elementCount == storage.elementCount else {
            throw .malformed(
                file: label,
                reason: "storage \(key) has not the \(storage.elementCount) elements that its tensors ask for")
        }
        let start = cursor.position
        guard cursor.take(storage.byteCount) != nil else {
            throw .malformed(
                file: label, reason: "storage \(key) has \(storage.byteCount) bytes, but the file ends before them")
        }
        storageRanges[key] = start..<start + storage.byteCount
    }
    return PyTorchContents(pickle: pickle, storageRanges: storageRanges)
}
