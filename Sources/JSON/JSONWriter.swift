/// Writes JSON front to back into an `OutputBuffer`, never building a tree. Commas and colons are placed by the writer.
///
/// Numbers are written in the shortest form that reads back as the same value. A value that JSON has no number for (NaN and
/// the infinities) is written as `null`. A key where a value belongs, or a value without its key, is a programmer's mistake
/// and traps.
package struct JSONWriter: ~Copyable {
    /// What may come next.
    private enum Position {
        /// A value: the root, or the one after a key.
        case value
        case firstElement, nextElement
        case firstKey, nextKey
        /// The root is complete.
        case end
    }

    private var output: OutputBuffer
    private var position = Position.value
    private var depth = 0

    /// - capacity: bytes to reserve; see `OutputBuffer`.
    package init(capacity: Int = 1024) { output = OutputBuffer(capacity: capacity) }

    /// Writes after what is there already, such as the name of an event.
    package init(after start: consuming OutputBuffer) { output = start }

    /// `{ … }`: `body` writes keys and values.
    package mutating func object(_ body: (inout JSONWriter) throws -> Void) rethrows {
        let following = beginValue()
        output.append(UInt8(ascii: "{"))
        depth += 1
        position = .firstKey
        try body(&self)
        precondition(position == .firstKey || position == .nextKey, "a key has no value")
        output.append(UInt8(ascii: "}"))
        depth -= 1
        position = following
    }

    /// `[ … ]`: `body` writes elements.
    package mutating func array(_ body: (inout JSONWriter) throws -> Void) rethrows {
        let following = beginValue()
        output.append(UInt8(ascii: "["))
        depth += 1
        position = .firstElement
        try body(&self)
        output.append(UInt8(ascii: "]"))
        depth -= 1
        position = following
    }

    /// Writes a key; a value must follow.
    package mutating func key(_ name: StaticString) {
        beginKey()
        if name.hasPointerRepresentation {
            output.appendQuoted(UnsafeRawBufferPointer(start: name.utf8Start, count: name.utf8CodeUnitCount))
        } else {
            output.appendQuoted(String(name.unicodeScalar))
        }
        output.append(UInt8(ascii: ":"))
    }

    package mutating func key(_ name: String) {
        beginKey()
        output.appendQuoted(name)
        output.append(UInt8(ascii: ":"))
    }

    package mutating func value(_ text: String) {
        position = beginValue()
        output.appendQuoted(text)
    }

    package mutating func value(_ number: Int) {
        position = beginValue()
        output.append(number.description)
    }

    package mutating func value(_ number: Float) {
        position = beginValue()
        PowersOfTen.all.withUnsafeBufferPointer { powers in
            output.append(atMost: NumberText.longest) { NumberText.write(number, powers, to: $0) }
        }
    }

    package mutating func value(_ number: Double) {
        position = beginValue()
        output.append(atMost: NumberText.longest) { NumberText.write(number, to: $0) }
    }

    package mutating func value(_ flag: Bool) {
        position = beginValue()
        output.append(flag ? "true" as StaticString : "false")
    }

    package mutating func null() {
        position = beginValue()
        output.append("null" as StaticString)
    }

    /// `[1.5,2.0,…]`, without the writer's own overhead per element.
    package mutating func value(_ numbers: UnsafeBufferPointer<Float>) {
        position = beginValue()
        output.appendArray(numbers)
    }

    /// A string whose characters `body` appends: about `byteCount` bytes that need no escape.
    mutating func string(byteCount: Int, _ body: (inout OutputBuffer) -> Void) {
        position = beginValue()
        output.reserve(byteCount + 2)
        output.append(UInt8(ascii: "\""))
        body(&output)
        output.append(UInt8(ascii: "\""))
    }

    /// The text, complete.
    package consuming func finish() -> OutputBuffer {
        precondition(position == .end, "the JSON text is incomplete")
        return output
    }

    /// Writes the comma that the value needs, if any. Returns the position after the value.
    private mutating func beginValue() -> Position {
        switch position {
        case .value: return depth == 0 ? .end : .nextKey
        case .firstElement: return .nextElement
        case .nextElement:
            output.append(UInt8(ascii: ","))
            return .nextElement
        case .firstKey, .nextKey: preconditionFailure("a value without a key in an object")
        case .end: preconditionFailure("a second root value")
        }
    }

    private mutating func beginKey() {
        switch position {
        case .firstKey: break
        case .nextKey: output.append(UInt8(ascii: ","))
        case .value, .firstElement, .nextElement, .end: preconditionFailure("a key outside an object")
        }
        position = .value
    }
}

extension JSONWriter {
    /// A key and its value in one call.
    package mutating func field(_ name: StaticString, _ text: String) { key(name); value(text) }
    package mutating func field(_ name: StaticString, _ number: Int) { key(name); value(number) }
    package mutating func field(_ name: StaticString, _ number: Float) { key(name); value(number) }
    package mutating func field(_ name: StaticString, _ number: Double) { key(name); value(number) }
    package mutating func field(_ name: StaticString, _ flag: Bool) { key(name); value(flag) }
}
