private import Glibc

/// The bytes of one file: read into memory, mapped, in memory that lives as long as the process, or a copy.
///
/// `@unchecked Sendable`: immutable after init.
package final class FileBytes: @unchecked Sendable {
    private let bytes: UnsafeRawBufferPointer
    private let owner: Owner

    private enum Owner { case mapping(descriptor: Int32), allocation, nobody }

    /// Where the bytes can be read from as long as this object lives.
    package enum Location {
        case memory(UnsafeRawBufferPointer)
        /// From this open file, by position. Unlike those of a mapping, bytes that somebody has cut off meanwhile are then an error
        /// and not a signal, and what has been read takes no memory.
        case file(descriptor: Int32)
    }

    /// Maps a regular file, which may be empty, and keeps it open: for large files, of which few bytes are looked at where they are
    /// mapped. The file must not be shortened while that is done.
    package init(mapping path: String) throws(CheckpointError) {
        let (descriptor, count) = try openRegularFile(path)
        guard count > 0 else {
            close(descriptor)
            (bytes, owner) = (UnsafeRawBufferPointer(start: nil, count: 0), .nobody)
            return
        }
        guard let start = mmap(nil, count, PROT_READ, MAP_PRIVATE, descriptor, 0), start != MAP_FAILED else {
            let reason = systemErrorText()
            close(descriptor)
            throw .unreadable(path: path, reason: reason)
        }
        (bytes, owner) = (UnsafeRawBufferPointer(start: start, count: count), .mapping(descriptor: descriptor))
    }

    /// Reads a regular file, which may be empty and may change afterwards.
    package init(reading path: String) throws(CheckpointError) {
        let (descriptor, count) = try openRegularFile(path)
        defer { close(descriptor) }
        let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: count, alignment: 1)
        guard let size = readFully(descriptor, at: 0, into: buffer) else {
            let reason = systemErrorText()
            buffer.deallocate()
            throw .unreadable(path: path, reason: reason)
        }
        (bytes, owner) = (UnsafeRawBufferPointer(rebasing: buffer[..<size]), .allocation)
    }

    /// Static memory, such as the embedded model's.
    package init(static bytes: UnsafeRawBufferPointer) {
        (self.bytes, owner) = (bytes, .nobody)
    }

    /// A copy of bytes in memory.
    package convenience init(copying bytes: UnsafeRawBufferPointer) {
        self.init(byteCount: bytes.count) { $0.copyMemory(from: bytes) }
    }

    /// - write: fills all of the memory.
    init(byteCount: Int, _ write: (UnsafeMutableRawBufferPointer) -> Void) {
        let memory = UnsafeMutableRawBufferPointer.allocate(
            byteCount: byteCount, alignment: MemoryLayout<UInt64>.alignment)
        write(memory)
        (bytes, owner) = (UnsafeRawBufferPointer(memory), .allocation)
    }

    deinit {
        switch owner {
        case .mapping(let descriptor):
            munmap(UnsafeMutableRawPointer(mutating: bytes.baseAddress), bytes.count)
            close(descriptor)
        case .allocation: bytes.deallocate()
        case .nobody: break
        }
    }

    package var count: Int { bytes.count }

    package var location: Location {
        switch owner {
        case .mapping(let descriptor): .file(descriptor: descriptor)
        case .allocation, .nobody: .memory(bytes)
        }
    }

    /// - body: its pointer is valid during the call only.
    package func withBytes<Result, Failure: Error>(
        _ body: (UnsafeRawBufferPointer) throws(Failure) -> Result
    ) throws(Failure) -> Result {
        defer { withExtendedLifetime(self) {} }
        return try body(bytes)
    }

    /// Copies the bytes from `offset` on, as many as the buffer takes.
    /// - Returns: false when they cannot be read, or are no longer there.
    package func read(at offset: Int, into buffer: UnsafeMutableRawBufferPointer) -> Bool {
        guard offset >= 0, buffer.count <= count - offset else { return false }
        switch location {
        case .memory(let bytes):
            buffer.copyMemory(from: UnsafeRawBufferPointer(rebasing: bytes[offset..<offset + buffer.count]))
            return true
        case .file(let descriptor):
            defer { withExtendedLifetime(self) {} }
            return readFully(descriptor, at: offset, into: buffer) == buffer.count
        }
    }
}

/// - Returns: the open file, and its size in bytes
private func openRegularFile(_ path: String) throws(CheckpointError) -> (descriptor: Int32, count: Int) {
    // Without O_NONBLOCK, opening a named pipe would wait for its writer.
    let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
    guard descriptor >= 0 else { throw .unreadable(path: path, reason: systemErrorText()) }
    var status = stat()
    guard fstat(descriptor, &status) == 0 else {
        let reason = systemErrorText()
        close(descriptor)
        throw .unreadable(path: path, reason: reason)
    }
    guard status.st_mode & S_IFMT == S_IFREG else {
        close(descriptor)
        throw .unreadable(path: path, reason: "it is not a regular file")
    }
    return (descriptor, Int(status.st_size))
}

/// - Returns: how many bytes were read: fewer than asked for at the file's end. nil: see `errno`.
private func readFully(_ descriptor: Int32, at offset: Int, into buffer: UnsafeMutableRawBufferPointer) -> Int? {
    var done = 0
    while done < buffer.count {
        let rest = UnsafeMutableRawBufferPointer(rebasing: buffer[done...])
        let count = pread(descriptor, rest.baseAddress, rest.count, offset + done)
        if count == 0 { break }
        if count > 0 { done += count } else if errno != EINTR { return nil }
    }
    return done
}

/// What the system says of the last call that failed.
func systemErrorText() -> String { String(cString: strerror(errno)) }
