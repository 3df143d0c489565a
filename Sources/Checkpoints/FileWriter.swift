private import Glibc

/// A file that is being written. What is not closed is of no use to anybody: it goes with its directory.
final class FileWriter {
    private let path: String
    private let descriptor: Int32

    /// The file must not be there.
    init(creating path: String) throws(CheckpointError) {
        self.path = path
        descriptor = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o666)
        guard descriptor >= 0 else { throw .unwritable(path: path, reason: systemErrorText()) }
    }

    deinit { close(descriptor) }

    func write(_ bytes: UnsafeRawBufferPointer) throws(CheckpointError) {
        var rest = bytes
        while !rest.isEmpty {
            let count = Glibc.write(descriptor, rest.baseAddress, rest.count)
            if count < 0, errno == EINTR { continue }
            guard count > 0 else { throw .unwritable(path: path, reason: systemErrorText()) }
            rest = UnsafeRawBufferPointer(rebasing: rest[count...])
        }
    }

    func write(_ bytes: [UInt8]) throws(CheckpointError) {
        let result = bytes.withUnsafeBytes { bytes in Result { () throws(CheckpointError) in try write(bytes) } }
        try result.get()
    }

    /// Returns when the bytes are on the disk.
    func finish() throws(CheckpointError) {
        guard fsync(descriptor) == 0 else { throw .unwritable(path: path, reason: systemErrorText()) }
    }
}
