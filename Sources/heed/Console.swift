import Glibc

/// What people and scripts read.
enum Console {
    /// To be called before anything else is opened: what is written to a standard file that is closed fails from now on, and is
    /// never sent to a file or connection that has got its number since; and a reader that has gone is an error of the write, not
    /// the end of the process.
    static func prepare() {
        signal(SIGPIPE, SIG_IGN)
        for file in [STDIN_FILENO, STDOUT_FILENO, STDERR_FILENO] where fcntl(file, F_GETFD) == -1 {
            // The lowest free number is this one. It is opened the wrong way round, so that nobody takes it for the real thing.
            _ = open("/dev/null", file == STDIN_FILENO ? O_WRONLY : O_RDONLY)
        }
    }

    /// A line on standard output, at once.
    static func say(_ line: String) throws(OutputError) {
        let errorNumber = write(Array((line + "\n").utf8), to: STDOUT_FILENO)
        guard errorNumber == 0 else { throw OutputError(errorNumber: errorNumber) }
    }

    /// A line on standard error. Where that cannot be written, nobody can be told.
    static func complain(_ line: String) {
        _ = write(Array("heed: \(line)\n".utf8), to: STDERR_FILENO)
    }

    /// Writes all bytes, waiting for a file that takes none just now.
    /// - Returns: 0, or the number of what went wrong.
    static func write(_ bytes: [UInt8], to file: Int32) -> Int32 {
        bytes.withUnsafeBytes { bytes in
            var rest = bytes[...]
            while !rest.isEmpty {
                let count = Glibc.write(file, UnsafeRawBufferPointer(rebasing: rest).baseAddress, rest.count)
                if count >= 0 {
                    rest = rest.dropFirst(count)
                } else if errno == EAGAIN {
                    var wanted = pollfd(fd: file, events: Int16(POLLOUT), revents: 0)
                    _ = poll(&wanted, 1, -1)
                } else if errno != EINTR {
                    return errno
                }
            }
            return 0
        }
    }

    /// Whether to colour what goes to standard output: a terminal that was not told otherwise (no-color.org).
    static var hasColor: Bool { isatty(STDOUT_FILENO) == 1 && (Environment.variables["NO_COLOR"] ?? "").isEmpty }

    /// A host as it stands in a URL.
    static func urlHost(_ host: String) -> String { host.utf8.contains(UInt8(ascii: ":")) ? "[\(host)]" : host }
}

/// Standard output takes no more.
struct OutputError: Error, CustomStringConvertible {
    let errorNumber: Int32

    var description: String {
        let reason = errorNumber == EBADF ? "it is closed" : String(cString: strerror(errorNumber))
        return "cannot write to standard output: \(reason)"
    }
}

enum Environment {
    static let variables: [String: String] = {
        var variables: [String: String] = [:]
        var next = environ
        while let entry = next.pointee {
            let text = String(cString: entry)
            if let equals = text.firstIndex(of: "=") {
                variables[String(text[..<equals])] = String(text[text.index(after: equals)...])
            }
            next += 1
        }
        return variables
    }()
}
