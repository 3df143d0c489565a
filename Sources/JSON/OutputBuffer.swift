private import Glibc

/// Bytes written front to back on `malloc` memory, so that their ownership can pass to C without a copy.
package struct OutputBuffer: ~Copyable, @unchecked Sendable {
    package private(set) var count = 0
    private var capacity: Int
    private var base: UnsafeMutablePointer<UInt8>

    /// - capacity: bytes to reserve; the buffer grows by doubling.
    package init(capacity: Int = 1024) {
        fatalError("interface")
    }

    deinit { free(base) }

    package mutating func append(_ byte: UInt8) { fatalError("interface") }
    package mutating func append(_ text: StaticString) { fatalError("interface") }
    package mutating func append(_ text: some StringProtocol) { fatalError("interface") }
    package mutating func append(contentsOf bytes: UnsafeRawBufferPointer) { fatalError("interface") }

    package borrowing func withBytes<Result>(_ body: (UnsafeRawBufferPointer) throws -> Result) rethrows -> Result {
        fatalError("interface")
    }

    /// Hands the memory over; the caller frees it with `free`.
    package consuming func release() -> UnsafeMutableRawBufferPointer { fatalError("interface") }
}

extension OutputBuffer {
    package borrowing func copyOfBytes() -> [UInt8] { withBytes { [UInt8]($0) } }
}
