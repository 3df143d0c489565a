private import Glibc

/// Bytes written front to back on `malloc` memory, so that their ownership can pass to C without a copy.
///
/// `@unchecked Sendable`: the memory has one owner, which moves with the value.
package struct OutputBuffer: ~Copyable, @unchecked Sendable {
    package private(set) var count = 0
    private var capacity: Int
    private var base: UnsafeMutablePointer<UInt8>

    /// - capacity: bytes to reserve; the buffer grows by doubling.
    package init(capacity: Int = 1024) {
        self.capacity = max(capacity, 64)
        base = OutputBuffer.reallocate(nil, to: self.capacity)
    }

    deinit { free(base) }

    package mutating func append(_ byte: UInt8) {
        if count == capacity { grow(by: 1) }
        base[count] = byte
        count += 1
    }

    package mutating func append(_ text: StaticString) {
        if text.hasPointerRepresentation {
            append(contentsOf: UnsafeRawBufferPointer(start: text.utf8Start, count: text.utf8CodeUnitCount))
        } else {
            append(String(text.unicodeScalar))
        }
    }

    package mutating func append(_ text: some StringProtocol) {
        let isContiguous: Void? = text.utf8.withContiguousStorageIfAvailable {
            append(contentsOf: UnsafeRawBufferPointer($0))
        }
        if isContiguous == nil {
            for byte in text.utf8 { append(byte) }
        }
    }

    package mutating func append(contentsOf bytes: UnsafeRawBufferPointer) {
        guard let source = bytes.baseAddress, !bytes.isEmpty else { return }
        if capacity - count < bytes.count { grow(by: bytes.count) }
        memcpy(base + count, source, bytes.count)
        count += bytes.count
    }

    /// Makes room for so many bytes more.
    mutating func reserve(_ additional: Int) {
        if capacity - count < additional { grow(by: additional) }
    }

    /// Appends what `body` writes into room for `limit` bytes.
    /// - body: given at least `limit` bytes of uninitialised memory, returns how many it wrote.
    package mutating func append(atMost limit: Int, _ body: (UnsafeMutablePointer<UInt8>) -> Int) {
        reserve(limit)
        let written = body(base + count)
        precondition((0...limit).contains(written), "wrote more than was reserved")
        count += written
    }

    package borrowing func withBytes<Result>(_ body: (UnsafeRawBufferPointer) throws -> Result) rethrows -> Result {
        try body(UnsafeRawBufferPointer(start: base, count: count))
    }

    /// Hands the memory over; the caller frees it with `free`. `count` bytes of it are the buffer's contents.
    package consuming func release() -> UnsafeMutableRawBufferPointer {
        let bytes = UnsafeMutableRawBufferPointer(start: base, count: count)
        discard self
        return bytes
    }

    private mutating func grow(by additional: Int) {
        capacity = max(count + additional, capacity * 2)
        base = OutputBuffer.reallocate(base, to: capacity)
    }

    private static func reallocate(_ memory: UnsafeMutablePointer<UInt8>?, to capacity: Int) -> UnsafeMutablePointer<
        UInt8
    > {
        guard let memory = realloc(memory, capacity) else {
            preconditionFailure("no memory for \(capacity) bytes of output")
        }
        return memory.assumingMemoryBound(to: UInt8.self)
    }
}

extension OutputBuffer {
    package borrowing func copyOfBytes() -> [UInt8] { withBytes { [UInt8]($0) } }
}
