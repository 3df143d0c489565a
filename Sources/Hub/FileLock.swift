private import Glibc

/// A file that one process at a time may lock, as Python's filelock does it. Unlocked when the value goes.
struct FileLock: ~Copyable {
    private let descriptor: Int32

    /// - onWait: told when another process has it
    init(_ path: String, onWait: () -> Void) throws(HubError) {
        try Files.makeDirectory(Files.parent(path))
        var isTold = false
        while true {
            let descriptor = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o664)
            guard descriptor >= 0 else { throw Files.writeError(path) }
            var result = flock(descriptor, LOCK_EX | LOCK_NB)
            if result != 0, errno == EWOULDBLOCK {
                if !isTold { onWait() }
                isTold = true
                repeat { result = flock(descriptor, LOCK_EX) } while result != 0 && errno == EINTR
            }
            // Where there are no locks, the hash of the content still tells whether two writers have got in each other's way.
            let hasNoLocks = result != 0
            if hasNoLocks || Self.isStill(descriptor, at: path) {
                self.descriptor = descriptor
                return
            }
            // Who had it has removed the file.
            close(descriptor)
        }
    }

    deinit { close(descriptor) }

    private static func isStill(_ descriptor: Int32, at path: String) -> Bool {
        var (held, named) = (stat(), stat())
        return fstat(descriptor, &held) == 0 && stat(path, &named) == 0 && held.st_ino == named.st_ino
            && held.st_dev == named.st_dev
    }
}
