import Checkpoints
import TestSupport
import Testing

/// The zip archive and the older format around a pickle.
struct PyTorchFileTests {
    private let path = "test/pytorch_model.bin"
    private let pickle = PickleBuilder.dictionary { $0.tensor(count: 2, shape: [2], strides: [1]) }
    private let storage: [UInt8] = [0, 0, 0x80, 0x3F, 0, 0, 0, 0x40]

    private func archive(_ change: (inout ZipBuilder) -> Void = { _ in }) -> [UInt8] {
        var zip = ZipBuilder(pickle: pickle, storage: storage)
        change(&zip)
        return zip.bytes()
    }

    private func error(of file: [UInt8]) -> CheckpointError? {
        #expect(throws: CheckpointError.self) { try withCheckpoint(of: ["pytorch_model.bin": file]) { _ in } }
    }

    private func expectReadable(_ file: [UInt8]) throws {
        try withCheckpoint(of: ["pytorch_model.bin": file]) { checkpoint in
            let tensor = try checkpoint.tensor("a")
            #expect(tensor.withBytes { Array($0) } == storage)
        }
    }

    // MARK: Archives

    @Test func archivesOfAllKindsAreRead() throws {
        try expectReadable(archive())
        try expectReadable(archive { $0.hasZip64End = true })
        try expectReadable(archive { zip in zip.entries.indices.forEach { zip.entries[$0].isZip64 = true } })
        try expectReadable(archive { $0.comment = Array("comment PK\u{5}\u{6}".utf8) })
        try expectReadable(archive { $0.entries.append(.init("model/byteorder", Array("little".utf8))) })
        try expectReadable(archive { $0.entries.append(.init("model/code/data.pkl", [])) })
    }

    @Test func aBigEndianArchiveIsRefused() {
        #expect(
            error(of: archive { $0.entries.append(.init("model/byteorder", Array("big".utf8))) })
                == .unreadable(path: path, reason: "it was saved on a machine that is not little-endian"))
    }

    @Test func compressedAndEncryptedEntriesAreRefused() {
        #expect(
            error(of: archive { $0.entries[1].method = 8 })
                == .unreadable(
                    path: path,
                    reason: "its entry model/data/0 is compressed (method 8); torch.save stores entries as they are"))
        #expect(
            error(of: archive { $0.entries[0].flags = 1 })
                == .unreadable(path: path, reason: "its entry model/data.pkl is encrypted"))
    }

    @Test func lyingArchivesAreMalformed() {
        let lies: [(change: (inout ZipBuilder) -> Void, reason: String)] = [
            (
                { $0.entries[1].statedCount = 4_000_000 },
                "its entry model/data/0 of 4000000 bytes is not inside the file"
            ),
            ({ $0.entries[1].statedOffset = 4_000_000 }, "its entry model/data/0 is not where the zip directory says"),
            ({ $0.entries[1].statedOffset = 0 }, "its entry model/data/0 is not where the zip directory says"),
            ({ $0.entries[1].statedCount = 30 }, "its entries model/data/0 and model/version share bytes"),
            ({ $0.entries.append($0.entries[1]) }, "the zip directory has two entries model/data/0"),
            ({ $0.statedEntryCount = 4 }, "the zip directory has fewer entries than it says"),
            ({ $0.entries[0].name = "data.pkl" }, "the zip archive has not one entry NAME/data.pkl, but 0"),
            ({ $0.entries.append(.init("b/data.pkl", [])) }, "the zip archive has not one entry NAME/data.pkl, but 2"),
            ({ $0.entries[1].name = "model/data/1" }, "storage 0 is not in the zip archive"),
            (
                {
                    $0.hasZip64End = true
                    $0.statedZip64EndOffset = .max
                }, "the zip64 directory's end is not where the file says"
            ),
        ]
        for (change, reason) in lies {
            #expect(error(of: archive(change)) == .malformed(file: path, reason: reason))
        }
    }

    @Test func everyTruncationIsRefused() {
        for file in [archive(), archive { $0.hasZip64End = true }] {
            for count in 0..<file.count { #expect(error(of: Array(file.prefix(count))) != nil) }
        }
        #expect(
            error(of: Array(archive().dropLast()))
                == .malformed(
                    file: path,
                    reason:
                        "it begins as a zip archive but does not end as one; the download or the copy is incomplete, get the file again"
                ))
    }

    @Test(arguments: ["", "PK", "\u{1F}\u{8B}", "hello", "{}"])
    func otherFilesAreNone(text: String) {
        #expect(
            error(of: Array(text.utf8)) == .malformed(file: path, reason: "it is not a file of torch.save"))
    }

    @Test func aPointerOfGitIsNoCheckpoint() {
        let pointer = Array("version https://git-lfs.github.com/spec/v1\noid sha256:0\nsize 1\n".utf8)
        for name in ["pytorch_model.bin", "model.safetensors"] {
            #expect(
                throws: CheckpointError.unreadable(
                    path: "test/\(name)",
                    reason: "it is Git LFS's pointer to the file, not the file: run git lfs pull")
            ) { try withCheckpoint(of: [name: pointer]) { _ in } }
        }
    }

    // MARK: The older format

    private let magic: [UInt8] = [
        0x80, 2, 0x8A, 10, 0x6C, 0xFC, 0x9C, 0x46, 0xF9, 0x20, 0x6A, 0xA8, 0x50, 0x19, 0x2E,
    ]

    private func legacy(
        magic: [UInt8]? = nil, version: Int = 1001, littleEndian: UInt8 = 0x88, keys: [String] = ["0"],
        count: Int64 = 2,
        storage: [UInt8]? = nil
    ) -> [UInt8] {
        var versionPickle = PickleBuilder()
        versionPickle.integer(version)
        versionPickle.opcodes(".")
        let machine = PickleBuilder.dictionary("little_endian") { $0.raw([littleEndian]) }
        var keyPickle = PickleBuilder()
        keyPickle.opcodes("](")
        for key in keys { keyPickle.text(key) }
        keyPickle.opcodes("e.")
        return (magic ?? self.magic) + versionPickle.bytes + machine + pickle + keyPickle.bytes
            + littleEndianBytes(of: count) + (storage ?? self.storage)
    }

    @Test func theOlderFormatIsRead() throws { try expectReadable(legacy()) }

    @Test func lyingOlderFilesAreRefused() {
        let malformed: [([UInt8], String)] = [
            (legacy(magic: [0x80, 2, 0x4B, 1, 0x2E]), "it is a pickle, but not of torch.save"),
            (legacy(keys: ["1"]), "its list of keys has one that is of no storage"),
            (legacy(keys: ["0", "0"]), "its list of keys has one that is of no storage"),
            (legacy(keys: []), "tensor a is in storage 0, which the file does not have"),
            (legacy(count: 3), "storage 0 has not the 2 elements that its tensors ask for"),
            (legacy(count: -1), "storage 0 has not the 2 elements that its tensors ask for"),
            (legacy(storage: []), "storage 0 has 8 bytes, but the file ends before them"),
        ]
        for (file, reason) in malformed { #expect(error(of: file) == .malformed(file: path, reason: reason)) }
        #expect(
            error(of: legacy(version: 1002))
                == .unreadable(path: path, reason: "its format is not of the version 1001"))
        #expect(
            error(of: legacy(littleEndian: 0x89))
                == .unreadable(path: path, reason: "it was saved on a machine that is not little-endian"))
        for count in 0..<legacy().count { #expect(error(of: Array(legacy().prefix(count))) != nil) }
    }

    @Test(arguments: ["archive.bin", "legacy.bin"])
    func damagedFilesAreRefusedOrReadWithinTheirBytes(name: String) throws {
        let original = try FileBytes(mapping: Fixtures.path("pytorch/\(name)")).withBytes { Array($0) }
        var random = SeededGenerator(1)
        var accepted = 0
        for _ in 0..<1000 {
            var bytes = original
            for _ in 0..<Int.random(in: 1...3, using: &random) {
                bytes[Int.random(in: 0..<bytes.count, using: &random)] = UInt8.random(in: 0...255, using: &random)
            }
            do {
                try withCheckpoint(of: ["pytorch_model.bin": bytes]) { checkpoint in
                    accepted += 1
                    for name in checkpoint.names {
                        guard let tensor = checkpoint[name] else { continue }
                        #expect(tensor.withBytes { $0.count } == tensor.elementCount * tensor.type.byteCount)
                    }
                }
            } catch let error as CheckpointError {
                #expect(!error.description.isEmpty)
            }
        }
        // Some mutations, as of an element, leave a valid file.
        #expect((1..<1000).contains(accepted))
    }
}
