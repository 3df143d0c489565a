/// Makes the bytes of pickles, opcode by opcode, however wrong.
package struct PickleBuilder {
    package private(set) var bytes: [UInt8] = []

    /// - version: of the protocol; nil for a pickle that does not say
    package init(version: UInt8? = 2) {
        if let version { bytes = [0x80, version] }
    }

    @discardableResult
    package mutating func raw(_ bytes: [UInt8]) -> Self {
        self.bytes += bytes
        return self
    }

    /// Opcodes without arguments, as pickle writes them: "(" is MARK, "t" TUPLE, "R" REDUCE, "}" EMPTY_DICT, "." STOP, …
    package mutating func opcodes(_ text: String) { bytes += Array(text.utf8) }

    package mutating func text(_ text: String) {
        bytes += [0x58] + littleEndianBytes(of: UInt32(text.utf8.count)) + Array(text.utf8)
    }

    package mutating func integer(_ integer: Int) { bytes += [0x8A, 8] + littleEndianBytes(of: Int64(integer)) }

    package mutating func global(_ module: String, _ name: String) { bytes += Array("c\(module)\n\(name)\n".utf8) }

    package mutating func sizes(_ sizes: [Int]) {
        opcodes("(")
        for size in sizes { integer(size) }
        opcodes("t")
    }

    package mutating func storage(_ storageClass: String, key: String, count: Int) {
        opcodes("(")
        text("storage")
        global("torch", storageClass)
        text(key)
        text("cpu")
        integer(count)
        opcodes("tQ")
    }

    /// A tensor as `torch.save` writes it, over a storage of the key "0".
    package mutating func tensor(
        _ storageClass: String = "FloatStorage", count: Int, offset: Int = 0, shape: [Int], strides: [Int]
    ) {
        global("torch._utils", "_rebuild_tensor_v2")
        opcodes("(")
        storage(storageClass, key: "0", count: count)
        integer(offset)
        sizes(shape)
        sizes(strides)
        bytes.append(0x89)
        opcodes("}tR")
    }

    /// The whole pickle of a dictionary with one member.
    package static func dictionary(_ name: String = "a", _ value: (inout PickleBuilder) -> Void) -> [UInt8] {
        var pickle = PickleBuilder()
        pickle.opcodes("}")
        pickle.text(name)
        value(&pickle)
        pickle.opcodes("s.")
        return pickle.bytes
    }
}

/// Makes the bytes of small zip archives of stored entries, however wrong.
package struct ZipBuilder {
    package struct Entry {
        package var name: String
        package var bytes: [UInt8]
        package var method: UInt16 = 0
        package var flags: UInt16 = 0
        /// What the central directory says; nil for the truth.
        package var statedCount: UInt32?
        package var statedOffset: UInt32?
        /// Whether sizes and the offset are in zip64 fields.
        package var isZip64 = false

        package init(_ name: String, _ bytes: [UInt8]) {
            self.name = name
            self.bytes = bytes
        }
    }

    package var entries: [Entry]
    /// What the end of the directory says; nil for the truth.
    package var statedEntryCount: UInt16?
    package var comment: [UInt8] = []
    package var hasZip64End = false
    package var statedZip64EndOffset: UInt64?

    package init(_ entries: [Entry]) { self.entries = entries }

    /// An archive of torch.save.
    package init(pickle: [UInt8], storage: [UInt8] = []) {
        self.init([
            Entry("model/data.pkl", pickle), Entry("model/data/0", storage), Entry("model/version", [0x33, 0x0A]),
        ])
    }

    package func bytes() -> [UInt8] {
        var file: [UInt8] = []
        var directory: [UInt8] = []
        for entry in entries {
            let offset = entry.statedOffset ?? UInt32(file.count)
            let name = Array(entry.name.utf8)
            let count = entry.statedCount ?? UInt32(entry.bytes.count)
            file += littleEndianBytes(of: UInt32(0x0403_4B50)) + [UInt8](repeating: 0, count: 22)
            file += littleEndianBytes(of: UInt16(name.count)) + littleEndianBytes(of: UInt16(3)) + name + [0, 0, 0]
            file += entry.bytes
            var extra: [UInt8] = []
            if entry.isZip64 {
                // A field of another kind comes first.
                extra = [9, 0, 1, 0, 0] + littleEndianBytes(of: UInt16(1)) + littleEndianBytes(of: UInt16(24))
                extra += [UInt64(count), UInt64(count), UInt64(offset)].flatMap { littleEndianBytes(of: $0) }
            }
            directory += littleEndianBytes(of: UInt32(0x0201_4B50)) + [0, 0, 0, 0]
            directory += littleEndianBytes(of: entry.flags) + littleEndianBytes(of: entry.method)
            directory += [UInt8](repeating: 0, count: 8)
            directory += littleEndianBytes(of: entry.isZip64 ? UInt32.max : count)
            directory += littleEndianBytes(of: entry.isZip64 ? UInt32.max : count)
            directory += littleEndianBytes(of: UInt16(name.count)) + littleEndianBytes(of: UInt16(extra.count))
            directory += [UInt8](repeating: 0, count: 10)
            directory += littleEndianBytes(of: entry.isZip64 ? UInt32.max : offset) + name + extra
        }
        return file + directory + end(directoryOffset: file.count, directoryCount: directory.count)
    }

    private func end(directoryOffset: Int, directoryCount: Int) -> [UInt8] {
        var end: [UInt8] = []
        let entryCount = statedEntryCount ?? UInt16(entries.count)
        if hasZip64End {
            end += littleEndianBytes(of: UInt32(0x0606_4B50)) + littleEndianBytes(of: UInt64(44))
            end += [UInt8](repeating: 0, count: 12)
            end += [UInt64(entryCount), UInt64(entryCount), UInt64(directoryCount), UInt64(directoryOffset)]
                .flatMap { littleEndianBytes(of: $0) }
            end += littleEndianBytes(of: UInt32(0x0706_4B50)) + [0, 0, 0, 0]
            end +=
                littleEndianBytes(of: statedZip64EndOffset ?? UInt64(directoryOffset + directoryCount)) + [1, 0, 0, 0]
        }
        end += littleEndianBytes(of: UInt32(0x0605_4B50)) + [0, 0, 0, 0]
        end += littleEndianBytes(of: hasZip64End ? UInt16.max : entryCount)
        end += littleEndianBytes(of: hasZip64End ? UInt16.max : entryCount)
        end += littleEndianBytes(of: hasZip64End ? UInt32.max : UInt32(directoryCount))
        end += littleEndianBytes(of: hasZip64End ? UInt32.max : UInt32(directoryOffset))
        return end + littleEndianBytes(of: UInt16(comment.count)) + comment
    }
}
