import Checkpoints
import TestSupport
import Testing

/// Calls `body` with the checkpoint of a directory of files given as bytes.
func withCheckpoint(of files: [String: [UInt8]], _ body: (Checkpoint) throws -> Void) throws {
    let embedded = files.mapValues { bytes in bytes.withUnsafeBytes { FileBytes(copying: $0) } }
    try body(Checkpoint(directory: ModelDirectory(label: "test", embedded: embedded)))
}

struct CheckpointTests {
    private func sample() -> SafetensorsBuilder {
        var builder = SafetensorsBuilder()
        builder.add("weight", shape: [2, 3], floats: [1, 2, 3, 4, 5, 6])
        builder.add("half", type: "F16", shape: [2], bits16: [0x3C00, 0xC000])
        builder.add("brain", type: "BF16", shape: [1, 1], bits16: [0x3F80])
        builder.add("empty", shape: [0, 4], floats: [])
        builder.add("scalar", shape: [], floats: [7])
        builder.add("mask", type: "BOOL", shape: [3], bytes: [1, 0, 1])
        return builder
    }

    @Test func readsTensorsOfEverySupportedType() throws {
        try withCheckpoint(of: ["model.safetensors": sample().bytes()]) { checkpoint in
            #expect(checkpoint.names == ["brain", "empty", "half", "mask", "scalar", "weight"])
            let weight = try checkpoint.tensor("weight")
            #expect(
                weight.name == "weight" && weight.type == .float32 && weight.shape == [2, 3] && weight.elementCount == 6
            )
            let floats = weight.withBytes { bytes in
                stride(from: 0, to: bytes.count, by: 4).map { bytes.loadUnaligned(fromByteOffset: $0, as: Float.self) }
            }
            #expect(floats == [1, 2, 3, 4, 5, 6])
            #expect(try checkpoint.tensor("half").withBytes { Array($0) } == [0, 0x3C, 0, 0xC0])
            #expect(try checkpoint.tensor("brain").type == .bfloat16)
            #expect(try checkpoint.tensor("empty").withBytes { $0.count } == 0)
            #expect(try checkpoint.tensor("scalar").elementCount == 1)
        }
    }

    @Test func readsAFileOnDisk() throws {
        let temporary = try TemporaryDirectory()
        try temporary.write("model.safetensors", sample().bytes())
        let checkpoint = try Checkpoint(directory: ModelDirectory(path: temporary.path))
        #expect(checkpoint["weight"]?.withBytes { $0.count } == 24)
    }

    @Test func anUnsupportedTypeIsAnErrorOnlyWhenAskedFor() throws {
        try withCheckpoint(of: ["model.safetensors": sample().bytes()]) { checkpoint in
            #expect(checkpoint.contains("mask"))
            #expect(checkpoint["mask"] == nil)
            #expect(throws: CheckpointError.unsupportedType(name: "mask", type: "BOOL")) {
                try checkpoint.tensor("mask")
            }
        }
    }

    @Test func anAbsentTensorIsAnError() throws {
        try withCheckpoint(of: ["model.safetensors": sample().bytes()]) { checkpoint in
            #expect(!checkpoint.contains("bias") && checkpoint["bias"] == nil)
            #expect(throws: CheckpointError.missingTensor(name: "bias")) { try checkpoint.tensor("bias") }
        }
    }

    @Test func paddingIsAllowed() throws {
        try withCheckpoint(of: ["model.safetensors": sample().bytes() + [0, 0, 0]]) { #expect($0["weight"] != nil) }
        let header = Array(#"{"a":{"dtype":"F32","shape":[1],"data_offsets":[4,8]}}      "#.utf8)
        let file = SafetensorsBuilder.file(header: header, data: [UInt8](repeating: 0, count: 8))
        try withCheckpoint(of: ["model.safetensors": file]) { #expect($0["a"] != nil) }
    }

    @Test(arguments: [
        ("[]", "the header is not a JSON object"),
        ("{", "the header is not valid JSON: the text ends before the JSON is complete (line 1, column 2, byte 1)"),
        (#"{"a":1}"#, "tensor a has no \"dtype\""),
        (#"{"a":{"dtype":"F32"}}"#, "tensor a has no array \"shape\""),
        (#"{"a":{"dtype":"F32","shape":[2]}}"#, "tensor a has no array \"data_offsets\""),
        (
            #"{"a":{"dtype":"F32","shape":[-2],"data_offsets":[0,8]}}"#,
            "tensor a has -2 in \"shape\", not a whole number from 0"
        ),
        (
            #"{"a":{"dtype":"F32","shape":[2.0],"data_offsets":[0,8]}}"#,
            "tensor a has 2.0 in \"shape\", not a whole number from 0"
        ),
        (
            #"{"a":{"dtype":"F32","shape":[1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1],"data_offsets":[0,4]}}"#,
            "tensor a has 17 numbers in \"shape\""
        ),
        (
            #"{"a":{"dtype":"F32","shape":[2],"data_offsets":[-4,4]}}"#,
            "tensor a has -4 in \"data_offsets\", not a whole number from 0"
        ),
        (
            #"{"a":{"dtype":"F32","shape":[2],"data_offsets":[8,0]}}"#,
            "tensor a has [8, 0] in \"data_offsets\", not a range of the 16 bytes of data"
        ),
        (
            #"{"a":{"dtype":"F32","shape":[2],"data_offsets":[24,16]}}"#,
            "tensor a has [24, 16] in \"data_offsets\", not a range of the 16 bytes of data"
        ),
        (
            #"{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,9223372036854775807]}}"#,
            "tensor a has [0, 9223372036854775807] in \"data_offsets\", not a range of the 16 bytes of data"
        ),
        (
            #"{"a":{"dtype":"U8","shape":[2],"data_offsets":[0,4,8]}}"#,
            "tensor a has [0, 4, 8] in \"data_offsets\", not a range of the 16 bytes of data"
        ),
        (
            #"{"a":{"dtype":"F32","shape":[3],"data_offsets":[0,8]}}"#,
            "tensor a has the shape [3] of F32, but 8 bytes of data"
        ),
        (
            #"{"a":{"dtype":"F32","shape":[4294967296,4294967296],"data_offsets":[0,0]}}"#,
            "tensor a has the shape [4294967296, 4294967296] of F32, but 0 bytes of data"
        ),
        (
            #"{"a":{"dtype":"F32","shape":[4611686018427387904],"data_offsets":[0,0]}}"#,
            "tensor a has the shape [4611686018427387904] of F32, but 0 bytes of data"
        ),
        (
            #"{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]},"b":{"dtype":"U8","shape":[9],"data_offsets":[7,16]}}"#,
            "tensors a and b share bytes"
        ),
        (
            #"{"a":{"dtype":"U8","shape":[],"data_offsets":[0,1]},"a":{"dtype":"U8","shape":[],"data_offsets":[1,2]}}"#,
            "the header is not valid JSON: the key \"a\" appears twice in one object (line 1, column 53, byte 52)"
        ),
        (
            #"{"\u00e9":{"dtype":"U8","shape":[],"data_offsets":[0,1]},"e\u0301":{"dtype":"U8","shape":[],"data_offsets":[1,2]}}"#,
            "two tensors have names that are the same text, e\u{301}"
        ),
    ])
    func aLyingHeaderIsRefused(header: String, reason: String) {
        let file = SafetensorsBuilder.file(header: Array(header.utf8), data: [UInt8](repeating: 0, count: 16))
        #expect(throws: CheckpointError.malformed(file: "test/model.safetensors", reason: reason)) {
            try withCheckpoint(of: ["model.safetensors": file]) { _ in }
        }
    }

    @Test func cutFileIsAnIncompleteDownload() throws {
        let whole = sample().bytes()
        for count in [whole.count - 1, whole.count - 5] {
            let error = #expect(throws: CheckpointError.self) {
                try withCheckpoint(of: ["model.safetensors": Array(whole.prefix(count))]) { _ in }
            }
            #expect(error?.description.contains("it has \(count) of \(whole.count) bytes; the download") == true)
        }
    }

    @Test(
        arguments: [
            (
                [],
                "it has 0 bytes, less than the 8 of the header's length; the download or the copy is incomplete, get the file again"
            ),
            (
                [2, 0, 0, 0, 0, 0, 0],
                "it has 7 bytes, less than the 8 of the header's length; the download or the copy is incomplete, get the file again"
            ),
            (
                [3, 0, 0, 0, 0, 0, 0, 0, 0x7B, 0x7D],
                "it has 10 bytes, but its header alone ends at byte 11; the download or the copy is incomplete, get the file again"
            ),
            ([0, 0, 0, 0, 0, 0, 0, 0], "the header is not valid JSON: the text is empty (line 1, column 1, byte 0)"),
            (
                [UInt8](repeating: 0xFF, count: 9),
                "the header's length is 18446744073709551615 bytes, more than 100000000"
            ),
        ] as [([UInt8], String)])
    func aTruncatedFileIsRefused(bytes: [UInt8], reason: String) {
        #expect(throws: CheckpointError.malformed(file: "test/model.safetensors", reason: reason)) {
            try withCheckpoint(of: ["model.safetensors": bytes]) { _ in }
        }
    }

    @Test func aDirectoryWithoutWeightsIsAnError() {
        #expect(
            throws: CheckpointError.noWeights(
                expected: "model.safetensors or pytorch_model.bin", directory: "test", found: [])
        ) {
            try withCheckpoint(of: [:]) { _ in }
        }
    }

    @Test func damagedFilesAreRefusedOrReadWithinTheirBytes() throws {
        let original = sample().bytes()
        let headerEnd = 8 + Int(original[0]) + 256 * Int(original[1])
        var random = SeededGenerator(1)
        var accepted = 0
        for _ in 0..<5000 {
            var bytes = original
            for _ in 0..<Int.random(in: 1...4, using: &random) {
                bytes[Int.random(in: 0..<headerEnd, using: &random)] = UInt8.random(in: 0...255, using: &random)
            }
            if Bool.random(using: &random) { bytes.removeLast(Int.random(in: 0...bytes.count, using: &random)) }
            do {
                try withCheckpoint(of: ["model.safetensors": bytes]) { checkpoint in
                    accepted += 1
                    for name in checkpoint.names {
                        guard let tensor = checkpoint[name] else { continue }
                        #expect(tensor.byteOffset >= 8)
                        let count = tensor.withBytes { $0.count }
                        #expect(count == tensor.elementCount * tensor.type.byteCount)
                        #expect(tensor.byteOffset + count <= bytes.count)
                    }
                }
            } catch let error as CheckpointError {
                #expect(!error.description.isEmpty)
            }
        }
        // Some mutations, as of a letter in a name, leave a valid file.
        #expect((1..<5000).contains(accepted))
    }

    @Test(arguments: [
        (CheckpointError.notADirectory(path: "/m"), "/m is not a directory"),
        (.missingFile(name: "config.json", directory: "/m"), "/m has no file config.json"),
        (.unreadable(path: "/m/f", reason: "Permission denied"), "cannot read /m/f: Permission denied"),
        (.malformed(file: "/m/f", reason: "why"), "/m/f is damaged or not in its format: why"),
        (.missingTensor(name: "a.weight"), "the weights have no tensor a.weight"),
        (.wrongShape(name: "a", expected: [1, 2], found: [3]), "tensor a has the shape [3]"),
        (
            .unsupportedType(name: "a", type: "I8"),
            "tensor a is stored as I8; supported are F64, F32, F16, BF16, F8_E4M3, F8_E5M2"
        ),
    ])
    func errorsSayWhatIsWrong(error: CheckpointError, beginning: String) {
        #expect(error.description.hasPrefix(beginning))
    }
}
