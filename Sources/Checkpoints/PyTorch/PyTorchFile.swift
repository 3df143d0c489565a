/// Reads a file of `torch.save`: a dictionary of tensors by name, such as `pytorch_model.bin`.
///
/// Both formats are read, the zip archive and the one before it. Every tensor is checked to be inside its storage and every storage
/// inside the file. Nothing is copied, and nothing of the file is executed.
/// - label: how messages name the file.
func readPyTorchFile(_ file: FileBytes, label: String) throws(CheckpointError) -> [String: CheckpointEntry] {
    let contents = try file.withBytes { bytes throws(CheckpointError) in
        if bytes.starts(with: "PK\u{3}\u{4}".utf8) { return try readPyTorchArchive(bytes, label: label) }
        if bytes.first == PickleOpcode.proto.rawValue { return try readLegacyPyTorchFile(bytes, label: label) }
        throw CheckpointError.malformed(file: label, reason: "it is not a file of torch.save")
    }
    return try StateDictionary(contents: contents, file: file, label: label).readEntries()
}

/// A pickle, and where the bytes of its storages are in the file.
struct PyTorchContents {
    let pickle: Pickle
    /// Key → as many bytes as the pickle's storages of that key have.
    let storageRanges: [String: Range<Int>]
}

/// The format since PyTorch 1.6: a zip archive with the pickle in `NAME/data.pkl` and each storage in `NAME/data/KEY`.
private func readPyTorchArchive(
    _ bytes: UnsafeRawBufferPointer, label: String
) throws(CheckpointError) -> PyTorchContents {
    let entries = try readZipDirectory(bytes, label: label)
    let pickleName = "/data.pkl"
    let roots = entries.keys.filter { $0.hasSuffix(pickleName) }.map { $0.dropLast(pickleName.count) }
        .filter { !$0.utf8.contains(UInt8(ascii: "/")) }
    guard roots.count == 1, let root = roots.first, let pickleRange = entries[root + pickleName] else {
        throw .malformed(file: label, reason: "the zip archive has not one entry NAME/data.pkl, but \(roots.count)")
    }
    if let byteOrder = entries[root + "/byteorder"], !bytes[byteOrder].elementsEqual("little".utf8) {
        throw .unreadable(path: label, reason: "it was saved on a machine that is not little-endian")
    }
    var cursor = ByteCursor(UnsafeRawBufferPointer(rebasing: bytes[pickleRange]))
    let pickle = try PickleMachine.run(&cursor, label: label)

    var storageRanges: [String: Range<Int>] = [:]
    for storage in pickle.storages where storageRanges[storage.key] == nil {
        guard let range = entries[root + "/data/" + storage.key] else {
            throw .malformed(file: label, reason: "storage \(storage.key) is not in the zip archive")
        }
        storageRanges[storage.key] = range
    }
    return PyTorchContents(pickle: pickle, storageRanges: storageRanges)
}
