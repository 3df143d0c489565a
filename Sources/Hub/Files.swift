private import Glibc

/// What the cache does with files. Paths are whole.
enum Files {
    /// Bytes of a regular file, links followed; nil when there is none.
    static func size(_ path: String) -> Int? {
        var status = stat()
        guard stat(path, &status) == 0, status.st_mode & S_IFMT == S_IFREG else { return nil }
        return Int(status.st_size)
    }

    static func isDirectory(_ path: String) -> Bool {
        var status = stat()
        return stat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFDIR
    }

    /// A small file's text; nil when it cannot be read.
    static func text(_ path: String) -> String? {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
        guard descriptor >= 0 else { return nil }
        defer { close(descriptor) }
        var buffer = [UInt8](repeating: 0, count: 4096)
        let count = read(descriptor, &buffer, buffer.count)
        return count >= 0 ? String(decoding: buffer[..<count], as: UTF8.self) : nil
    }

    /// The directory that a path is in.
    static func parent(_ path: String) -> String {
        path.lastIndex(of: "/").map { $0 == path.startIndex ? "/" : String(path[..<$0]) } ?? "."
    }

    /// Makes a directory, and those that it is in.
    static func makeDirectory(_ path: String) throws(HubError) {
        if isDirectory(path) { return }
        if mkdir(path, 0o777) == 0 || errno == EEXIST && isDirectory(path) { return }
        guard errno == ENOENT, parent(path) != path else { throw writeError(path) }
        try makeDirectory(parent(path))
        guard mkdir(path, 0o777) == 0 || errno == EEXIST else { throw writeError(path) }
    }

    /// Nobody ever sees half of it.
    static func write(_ text: String, to path: String) throws(HubError) {
        try makeDirectory(parent(path))
        let temporary = temporaryName(for: path)
        let descriptor = open(temporary, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o666)
        guard descriptor >= 0 else { throw writeError(temporary) }
        let bytes = Array(text.utf8)
        let count = bytes.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
        let error = errno
        close(descriptor)
        guard count == bytes.count else {
            unlink(temporary)
            throw writeError(path, number: count < 0 ? error : ENOSPC)
        }
        guard rename(temporary, path) == 0 else {
            let error = errno
            unlink(temporary)
            throw writeError(path, number: error)
        }
    }

    /// Beside it, and nobody else's: processes in containers share their numbers.
    private static func temporaryName(for path: String) -> String {
        "\(path).\(getpid())-\(UInt64.random(in: 0 ... .max)).tmp"
    }

    /// Makes a link, in place of whatever has its name.
    static func link(_ target: String, at path: String) throws(HubError) {
        try makeDirectory(parent(path))
        if symlink(target, path) == 0 { return }
        guard errno == EEXIST else { throw writeError(path) }
        let temporary = temporaryName(for: path)
        unlink(temporary)
        guard symlink(target, temporary) == 0 else { throw writeError(path) }
        guard rename(temporary, path) == 0 else {
            let error = errno
            unlink(temporary)
            throw writeError(path, number: error)
        }
    }

    /// Regular files below a directory, links to them followed; those whose target is missing are left out.
    static func paths(below directory: String) -> Set<String> {
        var found: Set<String> = []
        collect(directory, "", depth: 0, into: &found)
        return found
    }

    private static func collect(_ directory: String, _ prefix: String, depth: Int, into found: inout Set<String>) {
        guard depth < 8, let stream = opendir(directory) else { return }
        defer { closedir(stream) }
        while let entry = readdir(stream) {
            let name = withUnsafePointer(to: &entry.pointee.d_name) {
                $0.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
            }
            guard !name.hasPrefix(".") else { continue }
            let path = "\(directory)/\(name)"
            if size(path) != nil {
                found.insert(prefix + name)
            } else if isDirectory(path) {
                collect(path, "\(prefix)\(name)/", depth: depth + 1, into: &found)
            }
        }
    }

    /// Bytes that the disk of a directory has for this user; nil when that cannot be told.
    static func freeBytes(_ directory: String) -> Int? {
        var status = statvfs()
        guard statvfs(directory, &status) == 0 else { return nil }
        let (bytes, overflow) = UInt64(status.f_bavail).multipliedReportingOverflow(by: UInt64(status.f_frsize))
        return overflow ? .max : Int(clamping: bytes)
    }

    /// - number: nil: `errno`
    static func writeError(_ path: String, number: Int32? = nil) -> HubError {
        let number = number ?? errno
        switch number {
        case ENOSPC, EDQUOT: return .diskFull(path: parent(path), needed: nil, free: nil)
        case EROFS: return .readOnly(path: parent(path))
        default: return .unwritable(path: path, reason: String(cString: strerror(number)))
        }
    }
}
