private import JSON

/// Writes a safetensors file: all tensors are declared, then their bytes follow in the declared order.
package final class SafetensorsWriter {
    private let file: FileWriter
    /// Bytes that are still to come.
    private var missing: Int

    package struct Declaration: Sendable {
        package let name: String
        package let type: StoredType
        package let shape: [Int]

        package init(name: String, type: StoredType, shape: [Int]) {
            self.name = name
            self.type = type
            self.shape = shape
        }

        package var byteCount: Int { shape.reduce(type.byteCount, *) }
    }

    /// - declarations: with the larger types first, so that all elements are aligned in the file
    init(creating path: String, _ declarations: [Declaration]) throws(CheckpointError) {
        var header = JSONWriter()
        var offset = 0
        header.object { header in
            header.key("__metadata__")
            header.object { $0.field("format", "pt") }
            for declaration in declarations {
                header.key(declaration.name)
                header.object { header in
                    header.field("dtype", declaration.type.rawValue)
                    header.key("shape")
                    header.array { for size in declaration.shape { $0.value(size) } }
                    header.key("data_offsets")
                    header.array {
                        $0.value(offset)
                        offset += declaration.byteCount
                        $0.value(offset)
                    }
                }
            }
        }
        missing = offset
        var bytes = header.finish().copyOfBytes()
        // As the reference implementation does, so that the data begin aligned.
        bytes += [UInt8](repeating: UInt8(ascii: " "), count: (8 - bytes.count % 8) % 8)
        file = try FileWriter(creating: path)
        try file.write(withUnsafeBytes(of: UInt64(bytes.count).littleEndian) { [UInt8]($0) } + bytes)
    }

    /// The next bytes of the tensors.
    package func write(_ bytes: UnsafeRawBufferPointer) throws(CheckpointError) {
        precondition(bytes.count <= missing, "more bytes than the tensors were declared to have")
        missing -= bytes.count
        try file.write(bytes)
    }

    package func finish() throws(CheckpointError) {
        precondition(missing == 0, "the tensors lack \(missing) bytes")
        try file.finish()
    }
}
