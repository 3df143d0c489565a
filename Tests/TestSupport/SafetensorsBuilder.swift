private import JSON

/// Makes the bytes of small safetensors files, for models that tests build themselves.
package struct SafetensorsBuilder {
    private var entries: [(name: String, type: String, shape: [Int], bytes: [UInt8])] = []

    package init() {}

    /// Appends a tensor of float32 elements, row-major.
    package mutating func add(_ name: String, shape: [Int], floats: [Float]) {
        precondition(floats.count == shape.reduce(1, *), "\(name): \(floats.count) elements for \(shape)")
        add(name, type: "F32", shape: shape, bytes: floats.flatMap { littleEndianBytes(of: $0.bitPattern) })
    }

    /// Appends a tensor of float16 elements, given as their bits.
    package mutating func add(_ name: String, type: String, shape: [Int], bits16: [UInt16]) {
        add(name, type: type, shape: shape, bytes: bits16.flatMap(littleEndianBytes))
    }

    /// Appends a tensor of any type, unchecked.
    package mutating func add(_ name: String, type: String, shape: [Int], bytes: [UInt8]) {
        entries.append((name, type, shape, bytes))
    }

    /// The file.
    package func bytes() -> [UInt8] {
        var header = JSONWriter()
        var data: [UInt8] = []
        header.object { header in
            header.key("__metadata__")
            header.object { $0.field("format", "pt") }
            for entry in entries {
                header.key(entry.name)
                header.object { header in
                    header.field("dtype", entry.type)
                    header.key("shape")
                    header.array { for size in entry.shape { $0.value(size) } }
                    header.key("data_offsets")
                    header.array {
                        $0.value(data.count)
                        data += entry.bytes
                        $0.value(data.count)
                    }
                }
            }
        }
        return SafetensorsBuilder.file(header: header.finish().copyOfBytes(), data: data)
    }

    /// A file with a header as it is given, however wrong.
    package static func file(header: [UInt8], data: [UInt8] = []) -> [UInt8] {
        littleEndianBytes(of: UInt64(header.count)) + header + data
    }
}

/// The bytes of an integer as safetensors stores it.
package func littleEndianBytes(of integer: some FixedWidthInteger) -> [UInt8] {
    withUnsafeBytes(of: integer.littleEndian) { [UInt8]($0) }
}
