/// Writes JSON front to back into an `OutputBuffer`, never building a tree. Commas and colons are placed by the writer.
///
/// Numbers are written in the shortest form that reads back as the same value. A value that JSON has no number for (NaN and
/// the infinities) is written as `null`.
package struct JSONWriter: ~Copyable {
    package init(capacity: Int = 1024) { fatalError("interface") }

    /// `{ … }`: `body` writes keys and values.
    package mutating func object(_ body: (inout JSONWriter) throws -> Void) rethrows { fatalError("interface") }
    /// `[ … ]`: `body` writes elements.
    package mutating func array(_ body: (inout JSONWriter) throws -> Void) rethrows { fatalError("interface") }
    /// Writes a key; a value must follow.
    package mutating func key(_ name: StaticString) { fatalError("interface") }
    package mutating func key(_ name: String) { fatalError("interface") }

    package mutating func value(_ text: String) { fatalError("interface") }
    package mutating func value(_ number: Int) { fatalError("interface") }
    package mutating func value(_ number: Float) { fatalError("interface") }
    package mutating func value(_ number: Double) { fatalError("interface") }
    package mutating func value(_ flag: Bool) { fatalError("interface") }
    package mutating func null() { fatalError("interface") }
    /// `[1.5,2,…]`, without the writer's own overhead per element.
    package mutating func value(_ numbers: UnsafeBufferPointer<Float>) { fatalError("interface") }

    package consuming func finish() -> OutputBuffer { fatalError("interface") }
}

extension JSONWriter {
    /// A key and its value in one call.
    package mutating func field(_ name: StaticString, _ text: String) { key(name); value(text) }
    package mutating func field(_ name: StaticString, _ number: Int) { key(name); value(number) }
    package mutating func field(_ name: StaticString, _ number: Float) { key(name); value(number) }
    package mutating func field(_ name: StaticString, _ number: Double) { key(name); value(number) }
    package mutating func field(_ name: StaticString, _ flag: Bool) { key(name); value(flag) }
}
