import Checkpoints
import TestSupport
import Testing

/// Files that torch.save did not write, or that lie.
struct PyTorchRefusalTests {
    private let path = "test/pytorch_model.bin"

    private func error(of file: [UInt8]) -> CheckpointError? {
        #expect(throws: CheckpointError.self) { try withCheckpoint(of: ["pytorch_model.bin": file]) { _ in } }
    }

    private func error(ofPickle pickle: [UInt8], storage: [UInt8] = []) -> CheckpointError? {
        error(of: ZipBuilder(pickle: pickle, storage: storage).bytes())
    }

    private static func pickle(_ build: (inout PickleBuilder) -> Void) -> [UInt8] {
        var pickle = PickleBuilder()
        build(&pickle)
        return pickle.bytes
    }

    // MARK: Pickles

    @Test(arguments: [
        ("posix", "system"), ("os", "system"), ("builtins", "eval"), ("builtins", "getattr"), ("__builtin__", "exec"),
        ("torch", "load"), ("torch", "hub"), ("torch._utils", "_rebuild_qtensor"),
        ("torch.storage", "_load_from_bytes"),
        ("numpy.core.multiarray", "scalar"), ("collections", "OrderedDict.__init__"), ("collections", "Counter"),
    ])
    func anyOtherObjectIsRefusedByName(module: String, name: String) {
        let refusal = CheckpointError.unreadable(
            path: path, reason: "its pickle names \(module).\(name), which tensors do not need (byte 2 of the pickle)")
        let call = Self.pickle {
            $0.global(module, name)
            $0.opcodes("(")
            $0.text("touch /tmp/owned")
            $0.opcodes("tR.")
        }
        #expect(error(ofPickle: call) == refusal)
        // The names of STACK_GLOBAL come from the stack.
        let stackCall = Self.pickle {
            $0.text(module)
            $0.text(name)
            $0.raw([0x93])
            $0.opcodes(")R.")
        }
        let length = module.utf8.count + name.utf8.count
        #expect(
            error(ofPickle: stackCall)
                == .unreadable(
                    path: path,
                    reason: "its pickle names \(module).\(name), which tensors do not need "
                        + "(byte \(12 + length) of the pickle)"))
    }

    @Test func aHostileNameIsShownAsPlainText() {
        let error = error(ofPickle: Self.pickle { $0.global("\u{1B}[31mévil", String(repeating: "x", count: 500)) })
        let shown = "?[31m?vil." + String(repeating: "x", count: 110) + "…"
        #expect(
            error
                == .unreadable(
                    path: path, reason: "its pickle names \(shown), which tensors do not need (byte 2 of the pickle)"))
    }

    @Test(
        arguments: [
            ([0x81], "NEWOBJ"), ([0x92], "NEWOBJ_EX"), ([0x69], "INST"), ([0x6F], "OBJ"), ([0x82, 1], "EXT1"),
            ([0x50], "PERSID"), ([0x8B, 0xFF, 0xFF, 0xFF, 0x7F], "LONG4"), ([0x8F], "EMPTY_SET"), ([0x32], "DUP"),
            ([0x97], "NEXT_BUFFER"), ([0xFF], "of the value 255, which pickle does not have"),
        ] as [([UInt8], String)])
    func anyOtherOpcodeIsRefusedByName(opcode: [UInt8], name: String) {
        #expect(
            error(ofPickle: Self.pickle { $0.raw(opcode) })
                == .unreadable(
                    path: path,
                    reason: "its pickle has the opcode \(name), which tensors do not need (byte 2 of the pickle)"))
    }

    @Test(arguments: [
        ("", "its pickle ends too early (byte 2 of the pickle)"),
        (".", "its pickle takes more from the stack than is there (byte 2 of the pickle)"),
        ("R", "its pickle takes more from the stack than is there (byte 2 of the pickle)"),
        ("s", "its pickle takes more from the stack than is there (byte 2 of the pickle)"),
        ("(q\u{0}", "its pickle takes more from the stack than is there (byte 3 of the pickle)"),
        ("N(.", "its pickle takes more from the stack than is there (byte 4 of the pickle)"),
        ("t", "its pickle takes from a MARK that is not there (byte 2 of the pickle)"),
        ("h\u{7}", "its pickle recalls number 7, which was not memorised (byte 2 of the pickle)"),
        ("}(Nu", "its pickle sets a key without a value (byte 5 of the pickle)"),
        ("NNNs", "its pickle sets items of None as if that were a dictionary (byte 5 of the pickle)"),
        ("}Na", "its pickle appends to a dictionary as if that were a list (byte 4 of the pickle)"),
        ("N)R", "its pickle calls None (byte 4 of the pickle)"),
        ("NQ", "its pickle has a persistent id that is not of a storage (byte 3 of the pickle)"),
        ("X\u{5}", "its pickle ends too early (byte 2 of the pickle)"),
        ("X\u{7F}\u{7F}\u{7F}\u{7F}", "its pickle ends too early (byte 2 of the pickle)"),
        ("cposix", "its pickle ends too early (byte 2 of the pickle)"),
        (
            "ccollections\nOrderedDict\nNR",
            "its pickle calls with None instead of a tuple of arguments (byte 28 of the pickle)"
        ),
        (
            "ccollections\nOrderedDict\n(NtR",
            "its pickle calls collections.OrderedDict with arguments that it does not take (byte 30 of the pickle)"
        ),
    ])
    func aBrokenPickleIsMalformed(opcodes: String, reason: String) {
        #expect(error(ofPickle: Self.pickle { $0.opcodes(opcodes) }) == .malformed(file: path, reason: reason))
    }

    @Test func textsAreUTF8() {
        #expect(
            error(ofPickle: Self.pickle { $0.raw([0x55, 2, 0xC3, 0x28]) })
                == .malformed(
                    file: path, reason: "its pickle has a text that is not valid UTF-8 (byte 2 of the pickle)"))
        #expect(
            error(ofPickle: Self.pickle { $0.raw([0x8D] + [UInt8](repeating: 0xFF, count: 8)) })
                == .malformed(file: path, reason: "its pickle ends too early (byte 2 of the pickle)"))
    }

    @Test func protocolsOutsideTheRangeAreRefused() {
        #expect(
            error(ofPickle: [0x80, 6, 0x4E, 0x2E])
                == .unreadable(
                    path: path, reason: "its pickle is of the protocol 6, not of 2 to 5 (byte 0 of the pickle)"))
        #expect(
            error(ofPickle: [0x4E, 0x2E])
                == .malformed(
                    file: path, reason: "it begins like no pickle of the protocols 2 to 5 (byte 0 of the pickle)"))
    }

    @Test func aPickleThatSetsAttributesOfATensorIsRefused() {
        let pickle = PickleBuilder.dictionary {
            $0.tensor(count: 1, shape: [1], strides: [1])
            $0.opcodes("}b")
        }
        let found = error(ofPickle: pickle, storage: [0, 0, 0, 0])
        #expect(found?.description.contains("its pickle sets attributes of a tensor") == true)
    }

    /// Tuples of tuples, each twice the one before: 2^60 elements, were they spelt out.
    @Test func sharedTuplesAreNotSpeltOut() {
        let pickle = Self.pickle {
            $0.opcodes(")")
            for _ in 0..<60 { $0.raw([0x71, 0, 0x68, 0, 0x86]) }
            $0.opcodes(".")
        }
        #expect(
            error(ofPickle: pickle)
                == .unreadable(path: path, reason: "it holds a tuple, not a dictionary of tensors by name"))
    }

    @Test func depthCostsNoStack() {
        let pickle = Self.pickle {
            $0.opcodes(")")
            $0.raw([UInt8](repeating: 0x85, count: 200_000))
            $0.opcodes(".")
        }
        #expect(error(ofPickle: pickle)?.description.contains("it holds a tuple") == true)
    }

    @Test func aDictionaryInItselfIsNoTensor() {
        let pickle = Self.pickle {
            $0.opcodes("}q\u{0}")
            $0.text("a")
            $0.opcodes("h\u{0}s.")
        }
        #expect(error(ofPickle: pickle)?.description.contains("\"a\" in it is a dictionary, not a tensor") == true)
    }

    @Test func opcodesAreLimited() {
        let pickle = Self.pickle { $0.raw([UInt8](repeating: 0x28, count: 4_000_001)) }
        #expect(error(ofPickle: pickle)?.description.contains("its pickle has more than 4000000 opcodes") == true)
    }

    /// A memo's number is no size: 4,294,967,295 costs one entry.
    @Test func largeMemoNumbersCostNothing() throws {
        let pickle = Self.pickle {
            $0.opcodes("}")
            $0.raw([0x72, 0xFF, 0xFF, 0xFF, 0xFF])
            $0.opcodes(".")
        }
        try withCheckpoint(of: ["pytorch_model.bin": ZipBuilder(pickle: pickle).bytes()]) { #expect($0.names == []) }
    }

    // MARK: Dictionaries

    @Test func aWrappedDictionaryIsRefusedWithTheWayOut() {
        let pickle = PickleBuilder.dictionary("state_dict") { $0.opcodes("}") }
        #expect(
            error(ofPickle: pickle)
                == .unreadable(
                    path: path,
                    reason:
                        "\"state_dict\" in it is a dictionary, not a tensor; if that holds the weights, save it alone: "
                        + "torch.save(torch.load(\"\(path)\")[\"state_dict\"], \"\(path)\")"))
    }

    @Test func whatIsNoTensorIsRefused() {
        #expect(
            error(ofPickle: PickleBuilder.dictionary("epoch") { $0.integer(3) })
                == .unreadable(path: path, reason: "\"epoch\" in it is an integer, not a tensor"))
        let integerKey = Self.pickle {
            $0.opcodes("}")
            $0.integer(1)
            $0.opcodes("Ns.")
        }
        #expect(
            error(ofPickle: integerKey)
                == .unreadable(path: path, reason: "a key of its dictionary is an integer, not a tensor's name"))
    }

    @Test func namesAreUnique() {
        let pickle = Self.pickle {
            $0.opcodes("}")
            for name in ["\u{E9}", "e\u{301}"] {
                $0.text(name)
                $0.tensor(count: 1, shape: [1], strides: [1])
                $0.opcodes("s")
            }
            $0.opcodes(".")
        }
        #expect(
            error(ofPickle: pickle, storage: [0, 0, 0, 0])
                == .malformed(file: path, reason: "two tensors have names that are the same text, e\u{301}"))
    }

    // MARK: Tensors

    @Test(arguments: [
        (0, [5], [1]), (1, [4], [1]), (-1, [2], [1]), (0, [2, -1], [1, 1]), (0, [2, 2], [-1, 1]), (0, [2, 3], [2, 1]),
        (0, [2], [4]), (Int.max, [1], [1]), (0, [Int.max], [1]), (0, [2], [Int.max]), (2, [Int.max], [Int.max]),
        (0, [4_294_967_296, 4_294_967_296], [1, 0]), (0, [Int.max / 4, 8], [0, 0]), (0, [2, 2], [2]), (0, [], [1]),
    ])
    func aTensorOutsideItsStorageIsRefused(offset: Int, shape: [Int], strides: [Int]) {
        let pickle = PickleBuilder.dictionary { $0.tensor(count: 4, offset: offset, shape: shape, strides: strides) }
        #expect(
            error(ofPickle: pickle, storage: [UInt8](repeating: 0, count: 16))
                == .malformed(
                    file: path,
                    reason: "tensor a has the shape \(shape), the strides \(strides) and the offset \(offset), "
                        + "not all inside its storage of 16 bytes of F32"))
    }

    @Test func aStrideThatNobodyWalksMayBeAnything() throws {
        let pickle = PickleBuilder.dictionary { $0.tensor(count: 4, shape: [2, 1, 2], strides: [1, Int.max, 2]) }
        let file = ZipBuilder(pickle: pickle, storage: (0..<16).map { UInt8($0) }).bytes()
        try withCheckpoint(of: ["pytorch_model.bin": file]) { checkpoint in
            let tensor = try checkpoint.tensor("a")
            #expect(tensor.withBytes { Array($0) } == [0, 1, 2, 3, 8, 9, 10, 11, 4, 5, 6, 7, 12, 13, 14, 15])
        }
    }

    @Test func repetitionIsBounded() throws {
        func file(rows: Int) -> [UInt8] {
            let pickle = PickleBuilder.dictionary { $0.tensor(count: 4, shape: [rows, 4], strides: [0, 1]) }
            return ZipBuilder(pickle: pickle, storage: [UInt8](repeating: 1, count: 16)).bytes()
        }
        try withCheckpoint(of: ["pytorch_model.bin": file(rows: 1 << 20)]) { #expect($0["a"] != nil) }
        #expect(
            error(of: file(rows: 1 << 20 + 1))
                == .unreadable(
                    path: path, reason: "tensor a repeats its elements to 16777232 bytes, more than the file has"))
    }

    @Test func dimensionsAreBounded() {
        let ones = [Int](repeating: 1, count: 17)
        let pickle = PickleBuilder.dictionary { $0.tensor(count: 1, shape: ones, strides: ones) }
        let found = error(ofPickle: pickle, storage: [0, 0, 0, 0])
        #expect(found?.description.contains("_rebuild_tensor_v2 with arguments that it does not take") == true)
    }

    @Test(arguments: [
        (3, "storage 0 has 16 bytes, not the 12 of its tensors"),
        (5, "storage 0 has 16 bytes, not the 20 of its tensors"),
    ])
    func aStorageOfAnotherSizeIsRefused(count: Int, reason: String) {
        let pickle = PickleBuilder.dictionary { $0.tensor(count: count, shape: [2], strides: [1]) }
        #expect(
            error(ofPickle: pickle, storage: [UInt8](repeating: 0, count: 16)) == .malformed(file: path, reason: reason)
        )
    }

    @Test(arguments: [Int.max, -1])
    func aStorageOfAnImpossibleSizeIsRefused(count: Int) {
        let pickle = PickleBuilder.dictionary { $0.tensor(count: count, shape: [2], strides: [1]) }
        guard case .malformed = error(ofPickle: pickle) else { Issue.record("it is not malformed"); return }
    }
}
