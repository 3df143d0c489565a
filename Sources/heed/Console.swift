import Glibc

/// What people and scripts read.
enum Console {
    /// A line on standard output, at once.
    static func say(_ line: String) {
        write(line + "\n", to: STDOUT_FILENO)
    }

    /// A line on standard error.
    static func complain(_ line: String) {
        write("heed: \(line)\n", to: STDERR_FILENO)
    }

    static func write(_ text: String, to file: Int32) {
        write(Array(text.utf8), to: file)
    }

    static func write(_ bytes: [UInt8], to file: Int32) {
        bytes.withUnsafeBytes { bytes in
            var rest = bytes[...]
            while !rest.isEmpty {
                let count = Glibc.write(file, UnsafeRawBufferPointer(rebasing: rest).baseAddress, rest.count)
                // Nothing can be said about a broken standard output but through it.
                guard count > 0 || errno == EINTR else { return }
                rest = rest.dropFirst(max(count, 0))
            }
        }
    }

    /// Whether to colour what goes to standard output: a terminal that was not told otherwise (no-color.org).
    static var hasColor: Bool { isatty(STDOUT_FILENO) == 1 && (Environment.variables["NO_COLOR"] ?? "").isEmpty }

    /// A host as it stands in a URL.
    static func urlHost(_ host: String) -> String { host.utf8.contains(UInt8(ascii: ":")) ? "[\(host)]" : host }
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
