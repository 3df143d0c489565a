import Checkpoints
import JSON
import TestSupport
import Testing

/// Files of torch.save against what torch.load reads from them.
struct PyTorchReferenceTests {
    private func fixture(_ name: String) throws -> [UInt8] {
        try FileBytes(mapping: Fixtures.path("pytorch/\(name)")).withBytes { Array($0) }
    }

    private let codes = [
        "float32": "F32", "float16": "F16", "bfloat16": "BF16", "int64": "I64", "float64": "F64", "bool": "BOOL",
        "uint8": "U8", "float8_e4m3fn": "F8_E4M3",
    ]

    @Test(arguments: ["archive.bin", "archive_protocol4.bin", "legacy.bin", "legacy_protocol5.bin"])
    func tensorsEqualThoseOfPyTorch(name: String) throws {
        let expected = try Fixtures.json("pytorch/golden.json").required("files").required(name)
        let members = try #require(expected.members)
        try withCheckpoint(of: ["pytorch_model.bin": fixture(name)]) { checkpoint in
            #expect(checkpoint.names == members.map(\.key).sorted())
            for (tensorName, description) in members {
                let type = try #require(codes[description.required("dtype").string ?? ""])
                guard StoredType(rawValue: type) != nil else {
                    #expect(throws: CheckpointError.unsupportedType(name: tensorName, type: type)) {
                        try checkpoint.tensor(tensorName)
                    }
                    continue
                }
                let tensor = try checkpoint.tensor(tensorName)
                #expect(tensor.type.rawValue == type, "\(tensorName)")
                #expect(try tensor.shape == description.required("shape").list.map(\.integer), "\(tensorName)")
                #expect(try numbers(of: tensor) == description.required("values").flatNumbers, "\(tensorName)")
            }
        }
    }

    @Test func onlyOtherOrdersAreCopied() throws {
        try withCheckpoint(of: ["pytorch_model.bin": fixture("archive.bin")]) { checkpoint in
            let copied = checkpoint.names.filter { checkpoint[$0]?.strides != nil }
            #expect(
                copied == [
                    "columns", "diagonal", "every_second_row", "expanded", "half_transposed", "one_column", "permuted",
                    "positions_transposed", "transposed",
                ])
            #expect(checkpoint["tied"]?.byteOffset == checkpoint["matrix"]?.byteOffset)
        }
    }

    @Test func tensorsOfAllShardsAreFound() throws {
        var files: [String: [UInt8]] = [:]
        for name in [
            "pytorch_model-00001-of-00002.bin", "pytorch_model-00002-of-00002.bin", "pytorch_model.bin.index.json",
        ] { files[name] = try fixture(name) }
        try withCheckpoint(of: files) { checkpoint in
            #expect(checkpoint.names == ["first", "second", "tied"])
            #expect(checkpoint["second"]?.type == .float16)
        }
        files["pytorch_model-00002-of-00002.bin"] = nil
        #expect(
            throws: CheckpointError.missingFile(name: "pytorch_model-00002-of-00002.bin", directory: "test")
        ) { try withCheckpoint(of: files) { _ in } }
    }

    @Test func safetensorsArePreferred() throws {
        var builder = SafetensorsBuilder()
        builder.add("a", shape: [1], floats: [1])
        try withCheckpoint(of: ["pytorch_model.bin": [1], "model.safetensors": builder.bytes()]) {
            #expect($0.names == ["a"])
        }
        let index = Array(#"{"weight_map":{"a":"1.safetensors"}}"#.utf8)
        try withCheckpoint(
            of: ["pytorch_model.bin": [1], "model.safetensors.index.json": index, "1.safetensors": builder.bytes()]
        ) { #expect($0.names == ["a"]) }
    }

    private func numbers(of tensor: StoredTensor) -> [Double] {
        tensor.withBytes { bytes in
            (0..<tensor.elementCount).map { index in
                func load<Element: BitwiseCopyable>(_ type: Element.Type) -> Element {
                    bytes.loadUnaligned(fromByteOffset: index * MemoryLayout<Element>.size, as: type)
                }
                return switch tensor.type {
                case .float64: load(Double.self)
                case .float32: Double(load(Float.self))
                case .float16: Double(float16: load(UInt16.self))
                case .bfloat16: Double(Float(bitPattern: UInt32(load(UInt16.self)) << 16))
                case .int64: Double(load(Int64.self))
                case .int8: Double(load(Int8.self))
                // The fixture has ones.
                case .float8E4M3: load(UInt8.self) == 0x38 ? 1 : .nan
                case .float8E5M2: load(UInt8.self) == 0x3C ? 1 : .nan
                }
            }
        }
    }
}

extension Double {
    /// IEEE 754 binary16; Float16 is not on every processor's Swift.
    fileprivate init(float16 bits: UInt16) {
        let exponent = Int(bits >> 10 & 0x1F)
        let fraction = Double(bits & 0x3FF) / 1024
        let magnitude =
            exponent == 0
            ? Double(sign: .plus, exponent: -14, significand: fraction)
            : Double(sign: .plus, exponent: exponent - 15, significand: 1 + fraction)
        self = bits >> 15 == 1 ? -magnitude : magnitude
    }
}
