/// Reads a pickle, Python's format of serialised objects, without being Python.
///
/// A pickle is a program for a machine with a stack and a memo. This one knows the opcodes and the objects that checkpoints of
/// tensors are made of, and refuses every other by its name: there is nothing in it that could be executed. It does not recurse,
/// and what it holds is bounded by the number of opcodes.
struct PickleMachine {
    /// Some 60,000 tensors' worth.
    private static let opcodeLimit = 4_000_000

    var pickle = Pickle()
    private var cursor: ByteCursor
    private let start: Int
    private let label: String
    private var stack: [Pickle.Reference] = []
    /// Heights of the stack at which a MARK stands.
    private var marks: [Int] = []
    private var memo: [Int: Pickle.Reference] = [:]
    /// Where the opcode that is being run began.
    private var opcodePosition: Int

    private init(_ cursor: ByteCursor, label: String) {
        self.cursor = cursor
        start = cursor.position
        opcodePosition = start
        self.label = label
    }

    /// Reads one pickle and moves the cursor behind it.
    /// - label: how messages name the file.
    static func run(_ cursor: inout ByteCursor, label: String) throws(CheckpointError) -> Pickle {
        var machine = PickleMachine(cursor, label: label)
        try machine.run()
        cursor = machine.cursor
        return machine.pickle
    }

    private mutating func run() throws(CheckpointError) {
        for _ in 0..<PickleMachine.opcodeLimit {
            opcodePosition = cursor.position
            let byte = try integer(UInt8.self)
            guard let opcode = PickleOpcode(rawValue: byte) else {
                throw refused(
                    "its pickle has the opcode \(PickleOpcode.name(ofRefused: byte)), which tensors do not need")
            }
            guard opcode == .proto || opcodePosition > start else {
                throw malformed("it begins like no pickle of the protocols 2 to 5")
            }
            if opcode == .stop {
                pickle.root = try pop()
                return
            }
            try execute(opcode)
        }
        throw refused("its pickle has more than \(PickleMachine.opcodeLimit) opcodes")
    }

    private mutating func execute(_ opcode: PickleOpcode) throws(CheckpointError) {
        switch opcode {
        case .proto: try checkProtocol()
        case .frame: _ = try integer(UInt64.self)
        case .stop: break
        case .mark: marks.append(stack.count)

        case .none: push(.none)
        case .newTrue: push(.boolean(true))
        case .newFalse: push(.boolean(false))
        case .binInt: push(.integer(Int(try integer(Int32.self))))
        case .binInt1: push(.integer(Int(try integer(UInt8.self))))
        case .binInt2: push(.integer(Int(try integer(UInt16.self))))
        case .long1: push(try longInteger(count: Int(try integer(UInt8.self))))
        // The only numbers of the format that are big-endian.
        case .binFloat: push(.real(Double(bitPattern: try integer(UInt64.self).byteSwapped)))
        case .shortBinString, .shortBinUnicode: push(.text(try text(count: UInt64(try integer(UInt8.self)))))
        case .binString, .binUnicode: push(.text(try text(count: UInt64(try integer(UInt32.self)))))
        case .binUnicode8: push(.text(try text(count: try integer(UInt64.self))))

        case .emptyTuple: push(.tuple([]))
        case .tuple1: push(.tuple(try pop(count: 1)))
        case .tuple2: push(.tuple(try pop(count: 2)))
        case .tuple3: push(.tuple(try pop(count: 3)))
        case .tuple: push(.tuple(try popToMark()))
        case .emptyList: stack.append(pickle.addList())
        case .append: try append(try pop(count: 1))
        case .appends: try append(try popToMark())
        case .emptyDict: stack.append(pickle.addDictionary())
        case .setItem: try setItems(try pop(count: 2))
        case .setItems: try setItems(try popToMark())

        case .binPut: try memoise(at: Int(try integer(UInt8.self)))
        case .longBinPut: try memoise(at: Int(try integer(UInt32.self)))
        case .memoize: try memoise(at: memo.count)
        case .binGet: try recall(Int(try integer(UInt8.self)))
        case .longBinGet: try recall(Int(try integer(UInt32.self)))

        case .global:
            guard let module = cursor.line(), let name = cursor.line() else { throw truncated() }
            try pushGlobal(module: try validText(module), name: try validText(name))
        case .stackGlobal:
            let names = try pop(count: 2)
            guard let module = pickle.text(names[0]), let name = pickle.text(names[1]) else {
                throw malformed("an object's name is not a text")
            }
            try pushGlobal(module: module, name: name)
        case .reduce:
            let call = try pop(count: 2)
            stack.append(try reduce(call[0], arguments: call[1]))
        case .build:
            // The attributes of a dictionary, such as `_metadata`; no tensor is in them.
            _ = try pop()
            let object = try top()
            guard pickle.members(of: object) != nil else {
                throw refused("its pickle sets attributes of \(pickle.kind(of: object)), which tensors do not need")
            }
        case .binPersid: stack.append(try storage(try pop()))
        }
    }

    private mutating func checkProtocol() throws(CheckpointError) {
        let version = try integer(UInt8.self)
        guard (2...5).contains(version) else {
            throw refused("its pickle is of the protocol \(version), not of 2 to 5")
        }
    }

    // MARK: The stack and the memo

    private mutating func push(_ value: Pickle.Value) { stack.append(pickle.add(value)) }

    private mutating func pop(count: Int) throws(CheckpointError) -> [Pickle.Reference] {
        guard stack.count - (marks.last ?? 0) >= count else { throw underflow() }
        let popped = Array(stack.suffix(count))
        stack.removeLast(count)
        return popped
    }

    private mutating func pop() throws(CheckpointError) -> Pickle.Reference { try pop(count: 1)[0] }

    private mutating func popToMark() throws(CheckpointError) -> [Pickle.Reference] {
        guard let mark = marks.popLast() else { throw malformed("its pickle takes from a MARK that is not there") }
        let popped = Array(stack[mark...])
        stack.removeSubrange(mark...)
        return popped
    }

    private func top() throws(CheckpointError) -> Pickle.Reference {
        guard stack.count > (marks.last ?? 0), let top = stack.last else { throw underflow() }
        return top
    }

    private mutating func memoise(at index: Int) throws(CheckpointError) { memo[index] = try top() }

    private mutating func recall(_ index: Int) throws(CheckpointError) {
        guard let reference = memo[index] else {
            throw malformed("its pickle recalls number \(index), which was not memorised")
        }
        stack.append(reference)
    }

    // MARK: Containers and objects

    private mutating func append(_ elements: [Pickle.Reference]) throws(CheckpointError) {
        let list = try top()
        guard pickle.append(elements, to: list) else {
            throw malformed("its pickle appends to \(pickle.kind(of: list)) as if that were a list")
        }
    }

    private mutating func setItems(_ items: [Pickle.Reference]) throws(CheckpointError) {
        let dictionary = try top()
        guard items.count.isMultiple(of: 2) else { throw malformed("its pickle sets a key without a value") }
        for index in stride(from: 0, to: items.count, by: 2) {
            guard pickle.set(items[index], items[index + 1], in: dictionary) else {
                throw malformed("its pickle sets items of \(pickle.kind(of: dictionary)) as if that were a dictionary")
            }
        }
    }

    private mutating func pushGlobal(module: String, name: String) throws(CheckpointError) {
        guard let global = PickleGlobal(module: module, name: name) else {
            throw refused("its pickle names \(printable("\(module).\(name)")), which tensors do not need")
        }
        push(.global(global))
    }

    // MARK: What opcodes carry

    private mutating func integer<Integer: FixedWidthInteger & BitwiseCopyable>(
        _ type: Integer.Type
    ) throws(CheckpointError) -> Integer {
        guard let integer = cursor.integer(type) else { throw truncated() }
        return integer
    }

    private mutating func text(count: UInt64) throws(CheckpointError) -> String {
        guard let count = Int(exactly: count), let bytes = cursor.take(count) else { throw truncated() }
        return try validText(bytes)
    }

    private func validText(_ bytes: UnsafeRawBufferPointer) throws(CheckpointError) -> String {
        guard let text = String(validating: bytes, as: UTF8.self) else {
            throw malformed("its pickle has a text that is not valid UTF-8")
        }
        return text
    }

    /// A two's complement number of any length, little-endian.
    private mutating func longInteger(count: Int) throws(CheckpointError) -> Pickle.Value {
        guard let bytes = cursor.take(count) else { throw truncated() }
        guard count <= 8 else { return .largeInteger(Array(bytes)) }
        let isNegative = bytes.last.map { $0 >= 0x80 } ?? false
        let padded = (0..<8).map { $0 < count ? bytes[$0] : isNegative ? 0xFF : 0 }
        return .integer(Int(truncatingIfNeeded: padded.reversed().reduce(UInt64(0)) { $0 << 8 | UInt64($1) }))
    }

    // MARK: Errors

    /// What is wrong with the opcode that is being run.
    func malformed(_ reason: String) -> CheckpointError { .malformed(file: label, reason: "\(reason) \(place)") }

    /// What is a pickle, but none of tensors.
    func refused(_ reason: String) -> CheckpointError { .unreadable(path: label, reason: "\(reason) \(place)") }

    private func underflow() -> CheckpointError { malformed("its pickle takes more from the stack than is there") }
    private func truncated() -> CheckpointError { malformed("its pickle ends too early") }
    private var place: String { "(byte \(opcodePosition - start) of the pickle)" }
}

/// A text of a file that is not trusted, fit for a message: printable ASCII, and not too long.
private func printable(_ text: String) -> String {
    let longest = 120
    let shown = text.unicodeScalars.prefix(longest).map { (0x20..<0x7F).contains($0.value) ? Character($0) : "?" }
    return String(shown) + (text.unicodeScalars.count > longest ? "…" : "")
}
