private import Glibc

/// The bytes of one file: a private read-only mapping of a file on disk, memory that lives as long as the process, or a copy.
///
/// `@unchecked Sendable`: immutable after init. A mapped file must not be shortened while it is in use.
package final class FileBytes: @unchecked Sendable {
    private let bytes: UnsafeRawBufferPointer
    private let owner: Owner

    private enum Owner { case mapping, allocation, nobody }

    /// Maps a regular file, which may be empty. The mapping is dropped with the last reference.
    package init(mapping path: String) throws(CheckpointError) {
        // Without O_NONBLOCK, opening a named pipe would wait for its writer.
        let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
        guard descriptor >= 0 else { throw .unreadable(path: path, reason: systemErrorText()) }
        defer { close(descriptor) }
        var status = stat()
        guard fstat(descriptor, &status) == 0 else { throw .unreadable(path: path, reason: systemErrorText()) }
        guard status.st_mode & S_IFMT == S_IFREG else {
            throw .unreadable(path: path, reason: "it is not a regular file")
        }
        guard status.st_size > 0 else {
            (bytes, owner) = (UnsafeRawBufferPointer(start: nil, count: 0), .nobody)
            return
        }
        let count = Int(status.st_size)
        guard let start = mmap(nil, count, PROT_READ, MAP_PRIVATE, descriptor, 0), start != MAP_FAILED else {
            throw .unreadable(path: path, reason: systemErrorText())
        }
        (bytes, owner) = (UnsafeRawBufferPointer(start: start, count: count), .mapping)
    }

    /// Static memory, such as the embedded model's.
    package init(static bytes: UnsafeRawBufferPointer) {
        (self.bytes, owner) = (bytes, .nobody)
    }

    /// A copy of bytes in memory.
    package init(copying bytes: UnsafeRawBufferPointer) {
        let copy = UnsafeMutableRawBufferPointer.allocate(byteCount: bytes.count, alignment: 1)
        copy.copyMemory(from: bytes)
        (self.bytes, owner) = (UnsafeRawBufferPointer(copy), .allocation)
    }

    deinit {
        switch owner {
        case .mapping: munmap(UnsafeMutableRawPointer(mutating: bytes.baseAddress), bytes.count)
        case .allocation: bytes.deallocate()
        case .nobody: break
        }
    }

    package var count: Int { bytes.count }

    /// - body: its pointer is valid during the call only.
    package func withBytes<Result, Failure: Error>(
        _ body: (UnsafeRawBufferPointer) throws(Failure) -> Result
    ) throws(Failure) -> Result {
        defer { withExtendedLifetime(self) {} }
        return try body(bytes)
    }
}

/// What the system says of the last call that failed.
func systemErrorText() -> String { String(cString: strerror(errno)) }
